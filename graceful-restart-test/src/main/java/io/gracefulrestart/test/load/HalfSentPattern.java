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
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that stop half-way for a while.
 */
final class HalfSentPattern extends LoadPattern {

	private final String path;

	private final Duration pause;

	HalfSentPattern(String path, Duration pause) {
		this.path = path;
		this.pause = pause;
	}

	@Override
	public String label() {
		return "half-sent";
	}

	@Override
	Pace pace() {
		return Pace.BACK_TO_BACK;
	}

	@Override
	Duration expectedDuration() {
		return this.pause;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		String text = RequestText.get(this.path, host, Keeping.KEPT);
		int[] cuts = { text.indexOf("HTTP/") + 3, text.indexOf("User-Agent") + 4, text.length() - 2 };
		String[] places = { "the request line", "a header", "the empty line" };
		ByteBuffer request = RequestText.encode(text);
		List<RequestWriter> writers = new ArrayList<>();
		for (int cut : cuts) {
			writers.add((connection) -> {
				connection.write(request.clear().limit(cut));
				Pause.until(System.nanoTime() + this.pause.toNanos());
				connection.write(request.clear().position(cut));
			});
		}
		List<BodyCheck> checks = List.of(BodyChecks.forPath(this.path));
		int[] turn = new int[1];
		return (intendedNanos) -> {
			int now = turn[0]++ % cuts.length;
			return session.exchange(intendedNanos, writers.get(now), checks, Keeping.KEPT,
					"GET " + this.path + " cut within " + places[now]);
		};
	}

}
