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
 * What one client writes down: its samples, its failures, and who answers it. Confined to
 * the thread of its client, but for {@link #samples()} and {@link #answerer()}, which
 * anybody may read.
 */
final class ClientRecord {

	private final String pattern;

	private final LoadRecord record;

	private final ClientConnection connection;

	private final SampleLog samples = new SampleLog();

	private volatile int answerer;

	private long answererPid;

	private int answererGeneration;

	ClientRecord(String pattern, LoadRecord record, ClientConnection connection) {
		this.pattern = pattern;
		this.record = record;
		this.connection = connection;
	}

	SampleLog samples() {
		return this.samples;
	}

	/**
	 * Return who has answered last, if only with the head of a response.
	 * @return number of the process, 0 if nobody has
	 */
	int answerer() {
		return this.answerer;
	}

	/**
	 * Note who answers.
	 * @param generation its generation
	 * @param pid its process id
	 */
	void answeredBy(int generation, long pid) {
		if (pid != this.answererPid || generation != this.answererGeneration) {
			this.answererPid = pid;
			this.answererGeneration = generation;
			this.answerer = this.record.answerers.numberOf(generation, pid);
		}
	}

	/**
	 * A request has ended.
	 * @param intendedNanos {@link System#nanoTime()} at which it should have been sent
	 * @param outcome how it ended
	 * @param by number of who answered it, 0 if nobody did
	 * @param request what was asked
	 * @param detail what is to be known of a failure
	 */
	void add(long intendedNanos, Outcome outcome, int by, String request, String detail) {
		long now = System.nanoTime();
		long at = now - this.record.startNanos;
		long latency = Math.max(0, now - intendedNanos);
		this.samples.add(at, latency, outcome, by);
		if (outcome.isFailure()) {
			this.record.add(new FailureExample(this.record.timeAt(at), Duration.ofNanos(at), Duration.ofNanos(latency),
					outcome, this.pattern, this.connection.number(), this.connection.localPort(),
					this.connection.answered(), request, detail));
		}
	}

	/**
	 * The server has ended a connection.
	 * @param ending how
	 */
	void add(ConnectionEnding ending) {
		this.record.add(ending);
	}

	/**
	 * Something has happened that is worth counting, and no failure.
	 * @param what what to call it; the pattern's label is put before it
	 * @param times how often
	 */
	void count(String what, long times) {
		this.record.count(this.pattern + ": " + what, times);
	}

}
