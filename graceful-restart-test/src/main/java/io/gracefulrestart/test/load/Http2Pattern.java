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
 * Several requests at a time on one HTTP/2 connection, each on a stream of its own.
 */
final class Http2Pattern extends LoadPattern {

	private final String label;

	private final List<String> paths;

	private final Pace pace;

	private final Duration expectedDuration;

	Http2Pattern(String label, List<String> paths, Pace pace, Duration expectedDuration) {
		this.label = label;
		this.paths = paths;
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
	Reading reading() {
		return Reading.ALL_THE_TIME;
	}

	@Override
	String applicationProtocol() {
		return Target.HTTP_2;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		return new Http2Client(session, new Http2Connection(session.connection(), session.security(), host),
				this.paths);
	}

}
