/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.gracefulrestart.fd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one {@code sendmsg} or {@code recvmsg}: a {@code msghdr}, its one
 * {@code iovec}, room for the control messages, and the payload, in one block that is
 * owned by the call that made it.
 *
 * <table>
 * <caption>bits/socket.h, bits/types/struct_iovec.h (64 bit)</caption>
 * <tr>
 * <td>{@code msghdr}</td>
 * <td>name 8, name length 4, gap 4, iovec 8, iovec count 8, control 8, control length 8,
 * flags 4, gap 4</td>
 * </tr>
 * <tr>
 * <td>{@code iovec}</td>
 * <td>address 8, length 8</td>
 * </tr>
 * <tr>
 * <td>{@code cmsghdr}</td>
 * <td>length 8 (with this header), level 4, type 4; data; gap up to a multiple of 8</td>
 * </tr>
 * </table>
 */
final class Message implements AutoCloseable {

	/** The most descriptors that one message can carry: {@code SCM_MAX_FD}, unix(7). */
	static final int MAXIMUM_DESCRIPTORS = 253;

	private static final int FLAGS = 48;

	private static final int IOVEC = 56;

	private static final int CONTROL = 72;

	private static final int CONTROL_HEADER = 16;

	private static final int CONTROL_LENGTH = controlSpace(MAXIMUM_DESCRIPTORS);

	private static final int PAYLOAD = CONTROL + CONTROL_LENGTH;

	private final NativeBlock block;

	private Message(int payload) {
		this.block = NativeBlock.allocate(PAYLOAD + payload);
		this.block.putLong(16, this.block.address(IOVEC)).putLong(24, 1);
		this.block.putLong(IOVEC, this.block.address(PAYLOAD)).putLong(IOVEC + 8, payload);
	}

	/**
	 * Prepare to send.
	 * @param bytes the payload; its position is not moved
	 * @param numbers descriptors to go with it
	 * @return the message
	 */
	static Message toSend(ByteBuffer bytes, int... numbers) {
		Message message = new Message(bytes.remaining());
		message.putPayload(bytes);
		if (numbers.length > 0) {
			message.putControl(numbers);
		}
		return message;
	}

	private void putPayload(ByteBuffer bytes) {
		if (bytes.hasArray()) {
			this.block.putBytes(PAYLOAD, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		}
		else {
			byte[] payload = new byte[bytes.remaining()];
			bytes.get(bytes.position(), payload);
			this.block.putBytes(PAYLOAD, payload);
		}
	}

	private void putControl(int[] numbers) {
		this.block.putLong(32, this.block.address(CONTROL)).putLong(40, controlSpace(numbers.length));
		this.block.putLong(CONTROL, CONTROL_HEADER + numbers.length * Integer.BYTES)
			.putInt(CONTROL + 8, Linux.SOL_SOCKET)
			.putInt(CONTROL + 12, Linux.SCM_RIGHTS);
		for (int i = 0; i < numbers.length; i++) {
			this.block.putInt(CONTROL + CONTROL_HEADER + i * Integer.BYTES, numbers[i]);
		}
	}

	/**
	 * Prepare to receive, with room for as many descriptors as the kernel can pass.
	 * @param maxBytes room for the payload
	 * @return the message
	 */
	static Message toReceive(int maxBytes) {
		return new Message(maxBytes).prepareReceive();
	}

	/**
	 * Make room for control messages again, which a call before has cut to what it
	 * received.
	 * @return this
	 */
	Message prepareReceive() {
		this.block.putLong(32, this.block.address(CONTROL)).putLong(40, CONTROL_LENGTH);
		return this;
	}

	long address() {
		return this.block.address(0);
	}

	ByteBuffer payload(int length) {
		return ByteBuffer.wrap(this.block.getBytes(PAYLOAD, length));
	}

	boolean isTruncated() {
		return (this.block.getInt(FLAGS) & Linux.MSG_CTRUNC) != 0;
	}

	/**
	 * Take ownership of the descriptors that came. The kernel may put other control
	 * messages before and after them.
	 * @return the descriptors in the order in which they were sent
	 */
	List<Descriptor> takeDescriptors() {
		List<Descriptor> descriptors = new ArrayList<>();
		long end = CONTROL + this.block.getLong(40);
		long offset = CONTROL;
		while (offset + CONTROL_HEADER <= end) {
			int at = (int) offset;
			long length = this.block.getLong(at);
			if (length < CONTROL_HEADER || offset + length > end) {
				break;
			}
			if (this.block.getInt(at + 8) == Linux.SOL_SOCKET && this.block.getInt(at + 12) == Linux.SCM_RIGHTS) {
				for (int data = CONTROL_HEADER; data + Integer.BYTES <= length; data += Integer.BYTES) {
					descriptors.add(Descriptor.owning(this.block.getInt(at + data)));
				}
			}
			offset += align(length);
		}
		return descriptors;
	}

	private static int controlSpace(int descriptors) {
		return CONTROL_HEADER + (int) align((long) descriptors * Integer.BYTES);
	}

	private static long align(long length) {
		return (length + 7) & ~7;
	}

	@Override
	public void close() {
		this.block.close();
	}

}
