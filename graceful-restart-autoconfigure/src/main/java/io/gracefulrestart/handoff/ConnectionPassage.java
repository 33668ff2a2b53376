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

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.connection.Claim;

/**
 * The way of established connections to the successor.
 */
public interface ConnectionPassage {

	/**
	 * Return what the successor has said of its listeners.
	 * @return the listeners that it uses, by name, each with the number of established
	 * connections that it can take; empty before it serves
	 */
	Map<String, Integer> rooms();

	/**
	 * Pass established connections, and return when the successor has them, or they are
	 * back at work. Called by one thread, during the drain.
	 * @param listener name of the listener that they came from
	 * @param claims the connections, at most {@value PredecessorHandoff#LARGEST_BATCH};
	 * ended by this method
	 * @param meanwhile done while they are on the way; must return soon
	 * @return what became of them; if the successor did not answer in time, none has
	 * moved
	 * @throws IOException if no connection can be passed any more; all of these are back
	 * at work
	 */
	MoveResult move(String listener, List<Claim> claims, Runnable meanwhile) throws IOException;

	/**
	 * Return whether the successor does not answer at this moment: it may be stopped, or
	 * starved. Until it does, no connection is to be passed.
	 * @return whether its answer to the last batch is still to come
	 */
	boolean isStalled();

}
