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
 * Reads a large body slowly, so that the server has to wait for its client.
 */
final class SlowDownloadPattern extends LoadPattern {

	private final long bytes;

	private final Duration duration;

	SlowDownloadPattern(long bytes, Duration duration) {
		this.bytes = bytes;
		this.duration = duration;
	}

	@Override
	public String label() {
		return "slow download";
	}

	@Override
	Pace pace() {
		return Pace.BACK_TO_BACK;
	}

	@Override
	Duration expectedDuration() {
		return this.duration;
	}

	@Override
	ReceiveBuffer receiveBuffer() {
		return ReceiveBuffer.SMALL;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		String path = "/download?bytes=" + this.bytes;
		ByteBuffer request = RequestText.encode(RequestText.get(path, host, Keeping.KEPT));
		List<BodyCheck> checks = List.of(new SlowCheck(this.bytes, this.duration.toNanos()));
		RequestWriter writer = (connection) -> connection.write(request.rewind());
		return (intendedNanos) -> session.exchange(intendedNanos, writer, checks, Keeping.KEPT, "GET " + path);
	}

	/**
	 * Takes so long for what it is shown that the whole takes the wanted time.
	 */
	private static final class SlowCheck extends PatternCheck {

		private final double nanosPerByte;

		private long startNanos;

		SlowCheck(long expected, long durationNanos) {
			super(expected);
			this.nanosPerByte = (double) durationNanos / expected;
		}

		@Override
		public void begin(ResponseHead head, int localPort) {
			super.begin(head, localPort);
			this.startNanos = System.nanoTime();
		}

		@Override
		public void accept(byte[] bytes, int offset, int length) {
			super.accept(bytes, offset, length);
			Pause.until(this.startNanos + (long) (received() * this.nanosPerByte));
		}

	}

}
