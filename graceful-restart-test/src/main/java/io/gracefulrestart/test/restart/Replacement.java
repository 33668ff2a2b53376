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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ApplicationProcessException;
import org.jspecify.annotations.Nullable;

/**
 * A restart that is going on. Used once, by one thread.
 */
final class Replacement {

	private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ApplicationProcess predecessor;

	private final ApplicationProcess successor;

	private final String host;

	private final int port;

	private final long deadline;

	private @Nullable Duration ready;

	private @Nullable Duration serving;

	private @Nullable Duration ended;

	private String detail = "";

	Replacement(ApplicationProcess predecessor, ApplicationProcess successor, String host, int port, long deadline) {
		this.predecessor = predecessor;
		this.successor = successor;
		this.host = host;
		this.port = port;
		this.deadline = deadline;
	}

	Restart await(int actuatorPort) {
		RestartOutcome outcome = awaitReady();
		outcome = (outcome != RestartOutcome.REPLACED) ? outcome : awaitServing();
		outcome = (outcome != RestartOutcome.REPLACED) ? outcome : awaitEnd();
		long endNanos = System.nanoTime();
		HandoffReport report = HandoffReportReader.read(this.host, actuatorPort).orElse(null);
		return new Restart(outcome, this.detail, this.successor, this.successor.startNanos(), endNanos,
				new RestartTimings(this.ready, this.serving, this.ended), report);
	}

	private RestartOutcome awaitReady() {
		try {
			this.successor.awaitReady(left());
			this.ready = sinceStart();
			return RestartOutcome.REPLACED;
		}
		catch (ApplicationProcessException ex) {
			this.detail = String.valueOf(ex.getMessage());
			return this.successor.isAlive() ? RestartOutcome.SUCCESSOR_NOT_READY : RestartOutcome.SUCCESSOR_ENDED;
		}
	}

	private RestartOutcome awaitServing() {
		try {
			while (deadlineIsAhead()) {
				long pid = HttpConnection.get(this.host, this.port, "/whoami", left()).answerer().pid();
				if (pid == this.successor.pid()) {
					this.serving = sinceStart();
					return RestartOutcome.REPLACED;
				}
				if (!this.successor.isAlive()) {
					this.detail = this.successor.toString();
					return RestartOutcome.SUCCESSOR_ENDED;
				}
				// Nobody tells a client who serves: it has to ask.
				LockSupport.parkNanos(PROBE_NANOS);
			}
			return RestartOutcome.SUCCESSOR_NOT_SERVING;
		}
		catch (RequestFailedException ex) {
			this.detail = String.valueOf(ex.getMessage());
			return RestartOutcome.PROBE_FAILED;
		}
	}

	private RestartOutcome awaitEnd() {
		try {
			int status = this.predecessor.awaitExit(left());
			this.ended = sinceStart();
			this.detail = (status != 0) ? "exit status " + status : "";
			return (status != 0) ? RestartOutcome.PREDECESSOR_FAILED : RestartOutcome.REPLACED;
		}
		catch (ApplicationProcessException ex) {
			this.detail = String.valueOf(ex.getMessage());
			return RestartOutcome.PREDECESSOR_STILL_RUNNING;
		}
	}

	private boolean deadlineIsAhead() {
		return this.deadline - System.nanoTime() > 0;
	}

	private Duration left() {
		return Duration.ofNanos(Math.max(0, this.deadline - System.nanoTime()));
	}

	private Duration sinceStart() {
		return Duration.ofNanos(System.nanoTime() - this.successor.startNanos());
	}

}
