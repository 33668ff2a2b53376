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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several requests in one write.
 */
final class PipelinedPattern extends LoadPattern {

	private static final int SMALLEST = 200;

	private final int depth;

	private final Pace pace;

	PipelinedPattern(int depth, Pace pace) {
		this.depth = depth;
		this.pace = pace;
	}

	@Override
	public String label() {
		return "pipelined";
	}

	@Override
	Pace pace() {
		return this.pace;
	}

	@Override
	Duration expectedDuration() {
		return Duration.ZERO;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		StringBuilder requests = new StringBuilder();
		for (int i = 0; i < this.depth; i++) {
			requests.append(RequestText.get("/download?bytes=" + (SMALLEST + i), host, Keeping.KEPT));
		}
		ByteBuffer request = RequestText.encode(requests.toString());
		List<PatternCheck> checks = IntStream.range(0, this.depth)
			.mapToObj((i) -> new PatternCheck(SMALLEST + i))
			.toList();
		RequestWriter writer = (connection) -> connection.write(request.rewind());
		String name = this.depth + " times GET /download";
		return (intendedNanos) -> session.exchange(intendedNanos, writer, checks, Keeping.KEPT, name);
	}

}
