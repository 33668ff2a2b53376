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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Sessions that do not exist any more. Thread safe.
 */
final class Endings {

	private static final int MOST = 10_000;

	private static final byte[] NOTHING = new byte[0];

	private final Peers peers;

	// Ended here while they were elsewhere, so that they do not come back.
	private final Set<String> ended = Collections.newSetFromMap(new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MOST;
		}

	});

	/**
	 * Create endings.
	 * @param peers who hears of them
	 */
	Endings(Peers peers) {
		this.peers = peers;
	}

	/**
	 * A session has ended here.
	 * @param id its identifier
	 * @param here whether it was this process's
	 */
	void ended(String id, boolean here) {
		if (this.peers.isEmpty()) {
			return;
		}
		if (!here) {
			synchronized (this.ended) {
				this.ended.add(id);
			}
		}
		pass(id, null);
		this.peers.forEach(Peer::sendSoon);
	}

	/**
	 * Put it into the batches that a session has ended.
	 * @param id its identifier
	 * @param except who has told it, {@code null} for nobody
	 */
	void pass(String id, @Nullable Peer except) {
		for (Peer peer : this.peers) {
			if (peer != except && peer.isTold()) {
				peer.add(SessionMessage.Type.ENDED, id, null, NOTHING);
			}
		}
	}

	/**
	 * A session was created here, or has got its identifier.
	 * @param id the identifier
	 */
	void begun(String id) {
		synchronized (this.ended) {
			this.ended.remove(id);
		}
	}

	boolean include(String id) {
		synchronized (this.ended) {
			return this.ended.contains(id);
		}
	}

}
