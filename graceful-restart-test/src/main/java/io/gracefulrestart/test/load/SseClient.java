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
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Follows one stream of events after the other, as an {@code EventSource} does, but for
 * one thing: it makes a new connection for each. Each event must come within the time
 * that a request has. Confined to one thread, but for {@link #stop()}.
 */
final class SseClient implements LoadClient {

	// What browsers wait without a hint; the specification says "a few seconds".
	private static final Duration USUAL_RETRY = Duration.ofSeconds(3);

	private static final String PATH = "/sse";

	private final ClientSession session;

	private final String head;

	private final EventStream stream = new EventStream();

	private final Check check = new Check();

	private volatile boolean stopped;

	private long returnNanos = System.nanoTime();

	SseClient(ClientSession session, String host) {
		this.session = session;
		this.head = RequestText.open("GET", PATH, host)
				+ "\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n";
	}

	@Override
	public boolean request(long intendedNanos) {
		long left = this.returnNanos - System.nanoTime();
		while (left > 0 && !this.stopped) {
			LockSupport.parkNanos(left);
			left = this.returnNanos - System.nanoTime();
		}
		if (this.stopped) {
			return true;
		}
		String last = this.stream.lastId();
		ByteBuffer request = RequestText
			.encode(this.head + (last.isEmpty() ? "" : "Last-Event-ID: " + last + "\r\n") + "\r\n");
		this.stream.begin();
		boolean ended = this.session.exchange(System.nanoTime(), (connection) -> connection.write(request),
				List.of(this.check), Keeping.CLOSED, "GET " + PATH);
		this.session.record().count("events", this.stream.events());
		Duration retry = this.stream.retry();
		this.returnNanos = System.nanoTime() + ((retry != null) ? retry : USUAL_RETRY).toNanos();
		return ended;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.session.deadline().abandon();
	}

	/**
	 * Looks at each event when it comes, and gives the next one its time.
	 */
	private final class Check implements BodyCheck {

		private @Nullable String framing;

		@Override
		public void begin(ResponseHead head, int localPort) {
			this.framing = head.chunked ? null : "Not in chunks: whether it is complete cannot be seen";
			SseClient.this.session.record().count("streams opened", 1);
			SseClient.this.session.arm();
		}

		@Override
		public void accept(byte[] bytes, int offset, int length) {
			SseClient.this.session.arm();
			SseClient.this.stream.accept(bytes, offset, length);
		}

		@Override
		public @Nullable String complaint() {
			String complaint = (this.framing != null) ? this.framing : SseClient.this.stream.complaint();
			if (complaint == null) {
				SseClient.this.session.record().count("streams ended properly", 1);
				SseClient.this.session.record()
					.count("streams ended with a retry hint", (SseClient.this.stream.retry() != null) ? 1 : 0);
			}
			return complaint;
		}

	}

}
