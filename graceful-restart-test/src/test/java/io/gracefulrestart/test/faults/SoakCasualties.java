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

package io.gracefulrestart.test.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.FailureExample;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Which failures a fault excuses. There are three that do:
 * <ul>
 * <li>A process was killed. Excused is one failed request for each connection that the
 * process had open in its last instant and the other process had not, whether a request
 * was in progress on it or comes later and finds it ended. The process is frozen before,
 * so that this is known, and not guessed from who had answered on it last. What waited in
 * a queue of the kernel, or was made afterwards, is not excused.
 * <li>The process that serves was told to end, with nobody else meant to serve (SIGTERM
 * to a successor which serves). From then on connections may be refused, and nothing
 * else.
 * </ul>
 */
final class SoakCasualties {

	private static final int SHOWN = 5;

	private final Set<Integer> clients = new TreeSet<>();

	private int killed;

	private @Nullable Instant killedAt;

	private @Nullable Instant endedAt;

	private boolean alone;

	/**
	 * A process is about to be killed.
	 * @param victim the process, which is frozen
	 * @param other the other one
	 * @param port port of both
	 */
	void killing(SoakProcess victim, SoakProcess other, int port) {
		this.killedAt = Instant.now();
		this.clients.addAll(Sockets.clients(port, victim.process().socketInodes()));
		if (other.isAlive()) {
			this.clients.removeAll(Sockets.clients(port, other.process().socketInodes()));
		}
		this.killed = this.clients.size();
	}

	/**
	 * The one that is about to be killed is the only one that has the listener.
	 */
	void killingTheLast() {
		this.killedAt = Instant.now();
		this.alone = true;
	}

	/**
	 * The application is about to be told to end.
	 */
	void ending() {
		this.endedAt = Instant.now();
	}

	/**
	 * Find what is not excused.
	 * @param result what the clients have seen
	 * @return a text for each
	 */
	List<String> unexcused(LoadResult result) {
		List<String> unexcused = new ArrayList<>();
		for (FailureExample failure : result.failureExamples()) {
			if (!isExcused(failure)) {
				unexcused.add(failure.toString());
			}
		}
		int more = unexcused.size() - SHOWN;
		if (more > 0) {
			unexcused.subList(SHOWN, unexcused.size()).clear();
			unexcused.add("and " + more + " more");
		}
		if (result.failed() > result.failureExamples().size()) {
			unexcused.add(result.failed() + " failures, more than are kept");
		}
		long silent = result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		if (!this.alone && silent > this.killed) {
			unexcused.add(silent + " connections closed without warning; the killed process had " + this.killed);
		}
		return unexcused;
	}

	private boolean isExcused(FailureExample failure) {
		if (this.endedAt != null && failure.outcome() == Outcome.REFUSED) {
			return !failure.time().isBefore(this.endedAt);
		}
		if (this.killedAt == null || failure.time().isBefore(this.killedAt)) {
			return false;
		}
		if (this.alone) {
			return isEnd(failure.outcome()) || failure.outcome() == Outcome.REFUSED;
		}
		return isEnd(failure.outcome()) && this.clients.remove(failure.localPort());
	}

	private static boolean isEnd(Outcome outcome) {
		return switch (outcome) {
			case RESET_BEFORE_RESPONSE, EOF_BEFORE_RESPONSE, RESET_IN_RESPONSE, EARLY_END -> true;
			default -> false;
		};
	}

}
