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

package io.gracefulrestart.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What a participant writes to: cut into frames, and limited. Written by one thread,
 * ended by another.
 */
final class SectionOutput extends OutputStream {

	private static final int SIZE = 32 * 1024;

	private final StateWire wire;

	private final long limit;

	private final byte[] buffer = new byte[SIZE];

	private int used;

	private long written;

	private volatile boolean ended;

	SectionOutput(StateWire wire, long limit) {
		this.wire = wire;
		this.limit = limit;
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.written += length;
		if (this.written > this.limit) {
			throw new IOException("it is more than " + this.limit + " bytes (graceful-restart.state.max-size)");
		}
		int done = 0;
		while (done < length) {
			int count = Math.min(length - done, SIZE - this.used);
			System.arraycopy(bytes, offset + done, this.buffer, this.used, count);
			this.used += count;
			done += count;
			if (this.used == SIZE) {
				send();
			}
		}
	}

	private void send() throws IOException {
		// Nothing of it may come into what the next one writes.
		synchronized (this) {
			if (this.ended) {
				throw new IOException("its time is over");
			}
			if (this.used > 0) {
				this.wire.send(StateFrame.Type.DATA, ByteBuffer.wrap(this.buffer, 0, this.used));
			}
		}
		this.used = 0;
	}

	/** Small pieces are kept until there are many; {@link #complete()} sends the rest. */
	@Override
	public void flush() {
		// On purpose.
	}

	/**
	 * Send the rest.
	 * @return the bytes that were written in all
	 * @throws IOException if that fails, or it was ended
	 */
	long complete() throws IOException {
		send();
		return this.written;
	}

	/** Let nothing be sent any more. */
	synchronized void end() {
		this.ended = true;
	}

}
