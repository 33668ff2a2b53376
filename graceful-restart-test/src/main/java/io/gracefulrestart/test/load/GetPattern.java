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

/**
 * The same {@code GET} again and again.
 */
final class GetPattern extends LoadPattern {

	private final String label;

	private final String path;

	private final Keeping keeping;

	private final Pace pace;

	private final Duration expectedDuration;

	GetPattern(String label, String path, Keeping keeping, Pace pace, Duration expectedDuration) {
		this.label = label;
		this.path = path;
		this.keeping = keeping;
		this.pace = pace;
		this.expectedDuration = expectedDuration;
	}

	@Override
	public String label() {
		return this.label;
	}

	@Override
	Pace pace() {
		return this.pace;
	}

	@Override
	Duration expectedDuration() {
		return this.expectedDuration;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		ByteBuffer request = RequestText.encode(RequestText.get(this.path, host, this.keeping));
		List<BodyCheck> checks = List.of(BodyChecks.forPath(this.path));
		RequestWriter writer = (connection) -> connection.write(request.rewind());
		String name = "GET " + this.path;
		return (intendedNanos) -> session.exchange(intendedNanos, writer, checks, this.keeping, name);
	}

}
