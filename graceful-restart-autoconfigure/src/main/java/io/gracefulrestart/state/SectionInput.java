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
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a participant reads from, while another thread brings what arrives. It holds a few
 * pieces; whoever brings more waits.
 */
final class SectionInput extends InputStream {

	private static final int PIECES = 8;

	private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);

	private final long limit;

	private long brought;

	private Piece current = new Piece(ByteBuffer.allocate(0), null);

	private volatile boolean abandoned;

	SectionInput(long limit) {
		this.limit = limit;
	}

	/**
	 * Bring bytes.
	 * @param bytes the bytes
	 * @param deadline when to give up waiting for the reader, which is abandoned then
	 */
	void bring(ByteBuffer bytes, Deadline deadline) {
		this.brought += bytes.remaining();
		if (this.brought > this.limit) {
			bring(new Piece(null, "it is more than " + this.limit + " bytes (graceful-restart.state.max-size)"),
					deadline);
		}
		else {
			bring(new Piece(bytes, null), deadline);
		}
	}

	/**
	 * Bring the end.
	 * @param failure why it is not complete, {@code null} if it is
	 * @param deadline when to give up waiting for the reader
	 */
	void bringEnd(@Nullable String failure, Deadline deadline) {
		bring(new Piece(null, failure), deadline);
	}

	private void bring(Piece piece, Deadline deadline) {
		try {
			// Looked at in between, since nobody reads any more what was abandoned.
			while (!this.abandoned && !this.pieces.offer(piece, 10, TimeUnit.MILLISECONDS)) {
				this.abandoned = deadline.hasPassed();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.abandoned = true;
		}
	}

	/** Nobody reads any more: what is brought is dropped. */
	void abandon() {
		this.abandoned = true;
		this.pieces.clear();
	}

	long brought() {
		return this.brought;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		ByteBuffer available = this.current.bytes();
		while (available != null && !available.hasRemaining()) {
			this.current = take();
			available = this.current.bytes();
		}
		if (available == null) {
			if (this.current.failure() != null) {
				throw new IOException("the other process has not written it to its end: " + this.current.failure());
			}
			return -1;
		}
		int count = Math.min(length, available.remaining());
		available.get(bytes, offset, count);
		return count;
	}

	private Piece take() throws IOException {
		try {
			return this.pieces.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("its time is over");
		}
	}

	/**
	 * A piece of it.
	 *
	 * @param bytes the bytes, {@code null} for the end
	 * @param failure why it has ended before its end
	 */
	private record Piece(@Nullable ByteBuffer bytes, @Nullable String failure) {

	}

}
