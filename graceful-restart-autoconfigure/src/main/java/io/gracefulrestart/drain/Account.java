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

package io.gracefulrestart.drain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Unfinished.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of what a drain finds. For use by the thread that drains.
 */
final class Account {

	private final Fates fates = new Fates();

	private final Map<String, Integer> closed = new TreeMap<>();

	private @Nullable Census found;

	/**
	 * Note what there is; the first call counts.
	 * @param census what is in hand now
	 * @param farewell what has been ended already
	 * @param mover what has gone elsewhere already
	 */
	void found(Census census, Farewell farewell, Mover mover) {
		if (this.found == null) {
			int gone = mover.moved() + this.closed.values().stream().mapToInt(Integer::intValue).sum();
			this.found = census.plus(new Census(0, farewell.streamsEnded(), 0, gone, 0, 0, 0));
		}
	}

	/**
	 * Note that connections were closed on which nothing was in progress.
	 * @param kind their kind
	 * @param workload the name of their workload
	 * @param count how many
	 */
	void closed(Kind kind, String workload, int count) {
		if (count > 0) {
			this.closed.merge(workload, count, Integer::sum);
			this.fates.add(kind, Fate.CLOSED, count);
		}
	}

	/**
	 * Note what has become of what was found, before anything is cut.
	 * @param left what is left
	 * @param completed the requests completed meanwhile
	 * @param untold the WebSocket sessions that are left and were not told to end
	 * @param farewell what was ended
	 * @param mover what has gone elsewhere
	 */
	void settle(Census left, long completed, int untold, Farewell farewell, Mover mover) {
		Census found = (this.found != null) ? this.found : left;
		int ended = farewell.streamsEnded();
		this.fates.add(Kind.STREAM, Fate.ENDED, ended);
		this.fates.othersLeft(Kind.STREAM, found.streams(), left.streams());
		this.fates.add(Kind.REQUEST, Fate.COMPLETED, completed - ended);
		this.fates.add(Kind.CONNECTION, Fate.MOVED, mover.moved());
		this.fates.othersLeft(Kind.CONNECTION, found.busy() + found.idle(), left.busy() + left.idle());
		this.fates.othersLeft(Kind.HTTP2, found.http2(), left.http2());
		int silent = Math.max(0, left.webSockets() - untold);
		this.fates.add(Kind.WEB_SOCKET, Fate.CLOSED, farewell.webSocketsClosed() - silent);
		this.fates.othersLeft(Kind.WEB_SOCKET, found.webSockets(), left.webSockets());
		this.fates.othersLeft(Kind.UPGRADED, found.upgraded(), left.upgraded());
	}

	/**
	 * Return how the drain has ended.
	 * @param ending why it ended
	 * @param duration how long it took
	 * @param forced what was cut
	 * @return the outcome
	 */
	DrainOutcome outcome(Ending ending, Duration duration, List<Unfinished> forced) {
		this.fates.cut(forced);
		forced.forEach((unfinished) -> this.closed.merge(unfinished.listener(), 1, Integer::sum));
		return new DrainOutcome(ending, duration, this.fates.all(), this.closed, forced);
	}

}
