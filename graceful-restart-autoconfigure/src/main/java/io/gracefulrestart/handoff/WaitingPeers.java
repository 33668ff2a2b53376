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

package io.gracefulrestart.handoff;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Peers that have connected and not said HELLO yet. There are few at a time: one more
 * makes the one go that has waited longest, so that silent peers keep nobody out and cost
 * a bounded number of threads. Thread safe.
 */
final class WaitingPeers implements AutoCloseable {

	static final int MAXIMUM = 8;

	private final Deque<Conversation> peers = new ArrayDeque<>();

	private boolean closed;

	/**
	 * Take a peer in.
	 * @param peer its conversation, closed if there is no time for it any more
	 */
	void enter(Conversation peer) {
		Conversation oldest = enterAndFindOldest(peer);
		if (oldest != null) {
			oldest.close();
		}
	}

	private synchronized @Nullable Conversation enterAndFindOldest(Conversation peer) {
		if (this.closed) {
			return peer;
		}
		this.peers.addLast(peer);
		return (this.peers.size() > MAXIMUM) ? this.peers.pollFirst() : null;
	}

	/**
	 * Let a peer go on: it has spoken, or is gone.
	 * @param peer its conversation
	 * @return {@code false} if it had to go before
	 */
	synchronized boolean leave(Conversation peer) {
		return this.peers.remove(peer);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.peers.forEach(Conversation::close);
		this.peers.clear();
	}

}
