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

/**
 * One stream of events after the other.
 */
final class SsePattern extends LoadPattern {

	@Override
	public String label() {
		return "sse";
	}

	@Override
	public Timing timing() {
		// A stream lasts as long as the server lets it.
		return Timing.PROLONGED;
	}

	@Override
	Pace pace() {
		return Pace.BACK_TO_BACK;
	}

	@Override
	Duration expectedDuration() {
		return Duration.ZERO;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		return new SseClient(session, host);
	}

}
