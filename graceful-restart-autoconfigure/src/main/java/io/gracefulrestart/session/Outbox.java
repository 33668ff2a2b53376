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

package io.gracefulrestart.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.state.StateLink;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said, in order, until it is worth being sent. Thread safe; to put
 * something in waits for nobody.
 */
final class Outbox {

	/** Bytes that are worth sending. */
	static final int BATCH = 64 * 1024;

	private final Object sending = new Object();

	private List<ByteBuffer> batches = new ArrayList<>();

	private @Nullable ByteBuffer spare;

	private boolean closed;

	/**
	 * Put something in.
	 * @param type what is said
	 * @param id the session's identifier, empty for none
	 * @param head what is known of it, {@code null} if that is not said
	 * @param contents the rest
	 */
	synchronized void add(SessionMessage.Type type, String id, @Nullable SessionHead head, byte[] contents) {
		if (!this.closed) {
			SessionMessage.write(type, id, head, contents, this::room);
		}
	}

	private ByteBuffer room(int bytes) {
		ByteBuffer last = this.batches.isEmpty() ? null : this.batches.get(this.batches.size() - 1);
		if (last != null && last.remaining() >= bytes) {
			return last;
		}
		ByteBuffer next = (this.spare != null) ? this.spare.clear() : ByteBuffer.allocate(Math.max(bytes, 2 * BATCH));
		this.spare = null;
		if (next.capacity() < bytes) {
			next = ByteBuffer.allocate(bytes);
		}
		this.batches.add(next);
		return next;
	}

	synchronized boolean isFull() {
		return this.batches.size() > 1 || (this.batches.size() == 1 && this.batches.get(0).position() >= BATCH);
	}

	/** Nobody hears it any more. */
	synchronized void close() {
		this.closed = true;
		this.spare = null;
		take();
	}

	private synchronized List<ByteBuffer> take() {
		List<ByteBuffer> taken = this.batches;
		this.batches = new ArrayList<>();
		return taken;
	}

	// What hundred thousand sessions are written to is not to be as much garbage.
	private synchronized void keep(ByteBuffer used) {
		if (used.capacity() == 2 * BATCH && !this.closed) {
			this.spare = used;
		}
	}

	/**
	 * Send what is in it. When this returns, what was in it before is on its way, whoever
	 * has sent it.
	 * @param link where to
	 * @return bytes of what was sent by this call
	 * @throws IOException if it cannot be sent any more
	 */
	long send(StateLink link) throws IOException {
		long bytes = 0;
		synchronized (this.sending) {
			for (ByteBuffer batch : take()) {
				bytes += batch.position();
				link.tell(batch.flip());
				keep(batch);
			}
		}
		return bytes;
	}

}
