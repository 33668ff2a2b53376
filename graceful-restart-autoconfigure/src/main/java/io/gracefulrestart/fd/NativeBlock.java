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

import com.kenai.jffi.MemoryIO;

/**
 * A zeroed block of memory outside the Java heap, from {@link #allocate} to
 * {@link #close()}. Its owner is the one call that allocated it, its thread the one that
 * runs this call. The garbage collector knows nothing of it: it can neither move nor free
 * it under a system call.
 */
final class NativeBlock implements AutoCloseable {

	private final int size;

	private long address;

	private NativeBlock(int size, long address) {
		this.size = size;
		this.address = address;
	}

	/**
	 * Allocate a block.
	 * @param size its size in bytes, positive
	 * @return the block, all bytes zero
	 * @throws UnsupportedOperationException if there is no native support
	 */
	static NativeBlock allocate(int size) {
		NativeSupport.libc(); // says why, where there is none
		long address = Memory.IO.allocateMemory(size, true);
		if (address == 0) {
			throw new OutOfMemoryError("No " + size + " bytes of native memory");
		}
		return new NativeBlock(size, address);
	}

	/**
	 * Return the address of a byte of the block.
	 * @param offset which byte
	 * @return its address, valid until {@link #close()}
	 */
	long address(int offset) {
		return checked(offset, 0);
	}

	int getInt(int offset) {
		return Memory.IO.getInt(checked(offset, Integer.BYTES));
	}

	NativeBlock putInt(int offset, int value) {
		Memory.IO.putInt(checked(offset, Integer.BYTES), value);
		return this;
	}

	long getLong(int offset) {
		return Memory.IO.getLong(checked(offset, Long.BYTES));
	}

	NativeBlock putLong(int offset, long value) {
		Memory.IO.putLong(checked(offset, Long.BYTES), value);
		return this;
	}

	short getShort(int offset) {
		return Memory.IO.getShort(checked(offset, Short.BYTES));
	}

	NativeBlock putShort(int offset, int value) {
		Memory.IO.putShort(checked(offset, Short.BYTES), (short) value);
		return this;
	}

	byte[] getBytes(int offset, int length) {
		byte[] bytes = new byte[length];
		Memory.IO.getByteArray(checked(offset, length), bytes, 0, length);
		return bytes;
	}

	NativeBlock putBytes(int offset, byte[] bytes) {
		return putBytes(offset, bytes, 0, bytes.length);
	}

	NativeBlock putBytes(int offset, byte[] source, int from, int length) {
		Memory.IO.putByteArray(checked(offset, length), source, from, length);
		return this;
	}

	private long checked(int offset, int length) {
		if (this.address == 0) {
			throw new IllegalStateException("Native memory already freed");
		}
		if (offset < 0 || length < 0 || offset > this.size - length) {
			throw new IndexOutOfBoundsException(length + " bytes at " + offset + " of " + this.size);
		}
		return this.address + offset;
	}

	@Override
	public void close() {
		if (this.address != 0) {
			Memory.IO.freeMemory(this.address);
			this.address = 0;
		}
	}

	private static final class Memory {

		static final MemoryIO IO = MemoryIO.getInstance();

	}

}
