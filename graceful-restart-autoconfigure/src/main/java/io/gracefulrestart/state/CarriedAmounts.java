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
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is counted over all generations. Whoever serves adds its own to what it was given,
 * and after the cutover each process tells the other one what has become of its part.
 * What is told is the part itself, never what was added to it: so nothing is counted
 * twice, nothing that got lost stays lost, and the sum is the same to the last bit.
 * <p>
 * To a successor goes all that this process knows of, to a predecessor only what was
 * counted here, since the rest came from it. Thread safe.
 */
public final class CarriedAmounts implements LiveState {

	private static final Log logger = LogFactory.getLog(CarriedAmounts.class);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final String name;

	private final AmountSource source;

	private final Parts parts = new Parts();

	private final AmountTelling telling;

	// The process to ask, since it serves and this one does not.
	private volatile @Nullable StateLink given;

	private volatile @Nullable StateLink known;

	private volatile boolean gave;

	private final CatchUp catchUp = new CatchUp();

	/**
	 * Create amounts.
	 * @param name name by which the other process finds them
	 * @param source counts in this process
	 */
	public CarriedAmounts(String name, AmountSource source) {
		this.name = name;
		this.source = source;
		this.telling = new AmountTelling(name, source, this.parts);
	}

	@Override
	public String name() {
		return this.name;
	}

	/**
	 * Add what other processes have counted.
	 * @param own what was counted here
	 * @return everything
	 */
	public Map<Series, Amount> total(Map<Series, Amount> own) {
		return this.parts.total(own);
	}

	/**
	 * Return whether everything was counted here.
	 * @return whether no other process has told anything yet, and none is to be asked
	 */
	public boolean isAlone() {
		return this.given == null && this.parts.isEmpty();
	}

	/**
	 * Return whether another process serves.
	 * @return whether that one is asked
	 */
	public boolean isGiven() {
		return this.given != null;
	}

	/**
	 * Return whether this process has served, and given to a successor. If it is asked
	 * for anything after that it serves again, perhaps a moment before it says so.
	 * @return whether it has
	 */
	public boolean hasGiven() {
		return this.gave;
	}

	/**
	 * Return what other processes have counted of a series.
	 * @param series the series
	 * @param own what was counted of it here
	 * @return everything of it
	 */
	public Amount total(Series series, Amount own) {
		return this.parts.total(series, own);
	}

	/**
	 * Wait until the process that served before has told what it had counted up to the
	 * cutover, or the rollback, but not longer than a second. To be called by whoever
	 * shows amounts, so that they do not fall; only in the process that serves.
	 */
	public void awaitCaughtUp() {
		this.catchUp.await(PATIENCE);
	}

	/**
	 * Ask the process that serves, if it is not this one. To be called after this one has
	 * counted: what it has may be what has been given already, or more.
	 * @return everything as counted there, including what was counted here; {@code null}
	 * if this process is the one to tell, or the other one does not answer
	 */
	public @Nullable Map<Series, Amount> ask() {
		StateLink link = this.given;
		if (link == null) {
			return null;
		}
		try {
			this.telling.tell(link, AmountMessages.LATER);
			ByteBuffer answer = link.ask(ByteBuffer.allocate(0), Deadline.after(PATIENCE));
			return (answer != null && answer.hasRemaining()) ? AmountReader.read(answer) : null;
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("'" + this.name + "' is told without " + link, ex);
			return null;
		}
	}

	/**
	 * Tell the process that serves, if it is not this one, what has changed.
	 */
	public void refresh() {
		StateLink link = this.given;
		if (link != null) {
			try {
				this.telling.tell(link, AmountMessages.LATER);
			}
			catch (IOException ex) {
				logger.debug("'" + this.name + "' is not told to " + link, ex);
			}
		}
	}

	@Override
	public void attached(StateLink link) {
		if (link.neighbour() == Neighbour.PREDECESSOR) {
			say(link, AmountMessages.LISTENING);
		}
	}

	@Override
	public void snapshot(StateLink link) throws IOException {
		this.telling.tell(link, AmountMessages.SNAPSHOT);
	}

	@Override
	public void give(StateLink link) throws IOException {
		// First of all: what is counted from here on may not be told any more without it.
		this.given = (this.known == link) ? link : null;
		if (this.given != null && link.neighbour() == Neighbour.SUCCESSOR) {
			// If this process serves again, what that has counted comes after that.
			this.gave = true;
			this.catchUp.begin(link);
		}
		this.telling.tell(link, AmountMessages.GIVEN);
	}

	@Override
	public void settle(StateLink link) throws IOException {
		this.telling.tell(link, AmountMessages.LATER);
	}

	@Override
	public void reclaim(StateLink link) {
		forget(link);
	}

	@Override
	public void hear(StateLink link, ByteBuffer message) {
		byte type = message.get();
		if (type == AmountMessages.KNOWN) {
			this.known = link;
			return;
		}
		if (type == AmountMessages.LISTENING) {
			this.telling.tellEarly(link);
			return;
		}
		try {
			this.parts.put(link, AmountReader.read(message));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("'" + this.name + "' of the other process is left out: " + ex.getMessage());
		}
		if (type == AmountMessages.SNAPSHOT) {
			this.parts.begin();
			this.known = link;
			this.catchUp.begin(link);
			say(link, AmountMessages.KNOWN);
		}
		else if (type == AmountMessages.GIVEN) {
			this.catchUp.end(link);
			this.given = null;
		}
	}

	private static void say(StateLink link, byte type) {
		try {
			link.tell(ByteBuffer.wrap(new byte[] { type }));
		}
		catch (IOException ex) {
			logger.debug("Nobody is there any more", ex);
		}
	}

	@Override
	public @Nullable ByteBuffer answer(StateLink link, ByteBuffer question) {
		List<ByteBuffer> pieces = AmountWriter.write(this.parts.total(this.source.own()));
		// What the other one shows now it must have when it shows its own.
		refresh();
		this.source.shown();
		// The other one shows what it has itself then.
		return (pieces.size() == 1) ? pieces.get(0) : null;
	}

	@Override
	public void detached(StateLink link) {
		forget(link);
		this.telling.forget(link);
		this.parts.forgetEarly(link);
	}

	private void forget(StateLink link) {
		if (this.given == link) {
			this.given = null;
		}
		this.catchUp.end(link);
	}

}
