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
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.state.StateLink.Neighbour;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells other processes what has changed since they were told last, in the order in which
 * it was counted. Thread safe.
 */
final class AmountTelling {

	private static final Log logger = LogFactory.getLog(AmountTelling.class);

	private static final int ROUNDS = 3;

	// Fewer are told sooner than compiled.
	private static final int MUCH = 1000;

	private final String name;

	private final AmountSource source;

	private final Parts parts;

	private final Map<StateLink, Map<Series, Amount>> told = new HashMap<>();

	AmountTelling(String name, AmountSource source, Parts parts) {
		this.name = name;
		this.source = source;
		this.parts = parts;
	}

	/**
	 * Tell what has changed since it was told on this link, at first everything.
	 * @param link the link to the other process
	 * @param type type of the message that ends it
	 * @return how many amounts that were
	 * @throws IOException if it cannot be told any more
	 */
	synchronized int tell(StateLink link, byte type) throws IOException {
		Map<Series, Amount> before = this.told.computeIfAbsent(link, (added) -> new HashMap<>());
		Map<Series, Amount> changed = part(link);
		changed.entrySet().removeIf((entry) -> entry.getValue().equals(before.get(entry.getKey())));
		before.putAll(changed);
		try {
			tell(link, type, AmountWriter.write(changed));
		}
		catch (IOException ex) {
			// Whoever forgets the link may have been here already.
			this.told.remove(link);
			throw ex;
		}
		return changed.size();
	}

	private static void tell(StateLink link, byte type, List<ByteBuffer> pieces) throws IOException {
		for (int i = 0; i < pieces.size(); i++) {
			boolean last = i == pieces.size() - 1;
			ByteBuffer piece = pieces.get(i);
			link.tell(ByteBuffer.allocate(1 + piece.remaining())
				.put(last ? type : AmountMessages.LATER)
				.put(piece)
				.flip());
		}
	}

	/**
	 * Tell a successor that still starts, in the background, so that little is left when
	 * it is ready and waits for that; more than once if there is much, so that it has
	 * been compiled by then.
	 * @param link the link to it
	 */
	void tellEarly(StateLink link) {
		Thread thread = new Thread(() -> {
			try {
				if (tell(link, AmountMessages.LATER) >= MUCH) {
					for (int i = 1; i < ROUNDS; i++) {
						tell(link, AmountMessages.LATER);
					}
				}
			}
			catch (IOException ex) {
				logger.debug("'" + this.name + "' is not told to " + link, ex);
			}
		}, "graceful-restart-amounts");
		thread.setDaemon(true);
		thread.start();
	}

	private Map<Series, Amount> part(StateLink link) {
		try {
			Map<Series, Amount> own = new HashMap<>(this.source.own());
			own.keySet().removeIf((series) -> !this.source.isCarried(series.name()));
			return (link.neighbour() == Neighbour.SUCCESSOR) ? this.parts.passedOn(own, link)
					: this.parts.returned(own);
		}
		catch (RuntimeException ex) {
			// Nobody else is to be kept from telling what it has.
			logger.warn("'" + this.name + "' does not go on in the other process", ex);
			return new HashMap<>();
		}
	}

	/**
	 * Nobody is told anything on a link any more.
	 * @param link the link
	 */
	synchronized void forget(StateLink link) {
		this.told.remove(link);
	}

}
