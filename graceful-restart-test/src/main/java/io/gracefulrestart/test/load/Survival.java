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

package io.gracefulrestart.test.load;

import java.time.Duration;
import java.util.List;

/**
 * What restarts have left of the kept-alive connections on which requests had been
 * answered. A connection is the same one only as long as its client has not connected
 * again, so that its local port is the same too.
 *
 * @param open connections that were open when the first of the restarts began
 * @param survived those of them that were used on after the last of the restarts, and
 * then answered by another process than when it began
 * @param exposed connections that were open when a restart began, added up for all
 * restarts: what restarts that close connections would have closed
 */
public record Survival(long open, long survived, long exposed) {

	/**
	 * Count.
	 * @param connections all of the run
	 * @param begins when each restart began, ascending
	 * @return what was left
	 */
	static Survival of(List<KeptConnection> connections, List<Duration> begins) {
		if (begins.isEmpty()) {
			return new Survival(0, 0, 0);
		}
		long last = begins.get(begins.size() - 1).toNanos();
		List<KeptConnection> open = openAt(begins.get(0), connections);
		return new Survival(open.size(), open.stream().filter((connection) -> connection.survived(last)).count(),
				begins.stream().mapToLong((begin) -> openAt(begin, connections).size()).sum());
	}

	private static List<KeptConnection> openAt(Duration time, List<KeptConnection> connections) {
		return connections.stream().filter((connection) -> connection.isOpenAt(time.toNanos())).toList();
	}

	@Override
	public String toString() {
		return "%d of %d kept-alive connections survived, where %d would have been closed".formatted(this.survived,
				this.open, this.exposed);
	}

}
