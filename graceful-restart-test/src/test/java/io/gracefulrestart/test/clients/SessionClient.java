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

package io.gracefulrestart.test.clients;

import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.sample.SampleRun;
import org.jspecify.annotations.Nullable;

/**
 * A client with a session that counts its requests, and that counts them itself.
 */
final class SessionClient implements AutoCloseable {

	private static final Pattern ANSWER = Pattern.compile("\"id\":\"(\\w+)\",\"count\":(\\d+)");

	private final SessionTransport transport;

	private final Thread thread = new Thread(this::repeat, "session-client");

	private @Nullable String id;

	private volatile int count;

	private volatile @Nullable String failure;

	private volatile boolean stopped;

	SessionClient(SessionTransport transport) {
		this.transport = transport;
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void repeat() {
		while (!this.stopped && this.failure == null) {
			ask();
			LockSupport.parkNanos(SampleRun.PACE.interval().toNanos());
		}
	}

	/** Ask once; also when it was stopped. */
	void ask() {
		try {
			String body = this.transport.get("/session", this.id);
			Matcher answer = ANSWER.matcher(body);
			if (!answer.find()) {
				this.failure = "answer " + body;
				return;
			}
			int expected = this.count + 1;
			if (this.id != null && !this.id.equals(answer.group(1))) {
				this.failure = "new session after " + this.count + " requests: " + body;
			}
			else if (Integer.parseInt(answer.group(2)) != expected) {
				this.failure = "request " + expected + " was counted as " + answer.group(2);
			}
			this.id = answer.group(1);
			this.count = expected;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.failure = "interrupted";
		}
		catch (Exception ex) {
			this.failure = ex + " after " + this.count + " requests";
		}
	}

	int count() {
		return this.count;
	}

	/**
	 * Return what has gone wrong.
	 * @return the first problem, {@code null} if there is none
	 */
	@Nullable String failure() {
		return (this.failure != null) ? this.transport + ": " + this.failure : null;
	}

	/** The server has started from an older state. */
	void forgive() throws Exception {
		this.failure = null;
		// A connection may have died with its process.
		this.transport.close();
		Matcher answer = ANSWER.matcher(this.transport.get("/session", this.id));
		if (!answer.find() || !answer.group(1).equals(this.id)) {
			this.failure = "session lost";
			return;
		}
		this.count = Integer.parseInt(answer.group(2));
	}

	void stop() throws InterruptedException {
		this.stopped = true;
		this.thread.join(60_000);
	}

	@Override
	public void close() {
		this.stopped = true;
		this.thread.interrupt();
		this.transport.close();
	}

}
