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

	private static final int REHEARSALS = 3;

	// Fewer are told sooner than compiled.
	private static final int WORTH_IT = 1000;

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
	 * Tell what has changed.
	 * @param link the link to the other process
	 * @param scope whether that is all
	 * @param type type of the message that ends it
	 * @param partial type of those before
	 * @throws IOException if it cannot be told any more
	 */
	synchronized void tell(StateLink link, Scope scope, byte type, byte partial) throws IOException {
		Map<Series, Amount> before = this.told.computeIfAbsent(link, (added) -> new HashMap<>());
		if (scope == Scope.ALL) {
			before.clear();
		}
		Map<Series, Amount> changed = part(link);
		changed.entrySet().removeIf((entry) -> entry.getValue().equals(before.get(entry.getKey())));
		before.putAll(changed);
		List<ByteBuffer> pieces = AmountWriter.write(changed);
		for (int i = 0; i < pieces.size(); i++) {
			boolean last = i == pieces.size() - 1;
			ByteBuffer piece = pieces.get(i);
			link.tell(ByteBuffer.allocate(1 + piece.remaining()).put(last ? type : partial).put(piece).flip());
		}
	}

	/**
	 * Do, in the background, what telling everything consists of: with ten thousand
	 * meters the first time takes three times as long as the fifth, and a successor that
	 * is ready waits for it.
	 */
	void rehearse() {
		Thread thread = new Thread(() -> {
			try {
				int amounts = WORTH_IT;
				for (int i = 0; i < REHEARSALS && amounts >= WORTH_IT; i++) {
					Map<Series, Amount> own = this.source.own();
					amounts = own.size();
					AmountWriter.write(this.parts.total(own));
				}
			}
			catch (RuntimeException ex) {
				logger.debug("'" + this.name + "' cannot be told", ex);
			}
		}, "graceful-restart-rehearsal");
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

	/**
	 * How much is told.
	 */
	enum Scope {

		/** All that there is. */
		ALL,

		/** What has changed since the last time. */
		CHANGES

	}

}
