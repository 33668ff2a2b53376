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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.state.StateLink.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * The other processes to which there is a link, or was. Thread safe.
 */
final class Peers implements Iterable<Peer> {

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	/**
	 * There is a new link.
	 * @param link the link
	 * @return the process at its end
	 */
	Peer add(StateLink link) {
		Peer peer = new Peer(link);
		this.peers.add(peer);
		return peer;
	}

	@Nullable Peer at(StateLink link) {
		for (Peer peer : this.peers) {
			if (peer.isAt(link)) {
				return peer;
			}
		}
		return null;
	}

	/**
	 * Forget those of earlier attempts, to which there is no link any more.
	 * @param neighbour which of the two places they had
	 * @return those that were forgotten
	 */
	List<Peer> removeGone(Neighbour neighbour) {
		List<Peer> gone = new ArrayList<>(this.peers);
		gone.removeIf((peer) -> !peer.isGone() || peer.neighbour() != neighbour);
		this.peers.removeAll(gone);
		return gone;
	}

	boolean isEmpty() {
		return this.peers.isEmpty();
	}

	@Override
	public Iterator<Peer> iterator() {
		return this.peers.iterator();
	}

}
