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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client and its thread.
 */
final class RunningClient {

	// Long enough not to burn a processor on a server that refuses, and no more: the
	// failure has been counted.
	private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long STACK_BYTES = 256 * 1024;

	private final LoadPattern pattern;

	private final ClientSession session;

	private final LoadClient client;

	private final long intervalNanos;

	private final long firstNanos;

	private final Thread thread;

	private volatile boolean stopping;

	RunningClient(LoadPattern pattern, ClientSession session, String host, String name, long firstNanos) {
		this.pattern = pattern;
		this.session = session;
		this.client = pattern.newClient(session, host);
		this.intervalNanos = pattern.pace().interval().toNanos();
		this.firstNanos = firstNanos;
		this.thread = new Thread(null, this::run, name, STACK_BYTES);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	LoadPattern pattern() {
		return this.pattern;
	}

	/**
	 * Return who has answered last, if only with the head of a response.
	 * @return number of the process, 0 if nobody has
	 */
	int answerer() {
		return this.session.record().answerer();
	}

	SampleLog samples() {
		return this.session.samples();
	}

	/**
	 * Let it finish the request that it is about, and no more.
	 */
	void stop() {
		this.stopping = true;
		this.client.stop();
		// Not an interrupt, which would close the channel of a request in progress.
		LockSupport.unpark(this.thread);
	}

	void join() throws InterruptedException {
		this.thread.join();
	}

	private void run() {
		try {
			for (long next = this.firstNanos; await(next); next += this.intervalNanos) {
				long intended = (this.intervalNanos > 0) ? next : System.nanoTime();
				if (!this.client.request(intended)) {
					Pause.until(System.nanoTime() + AFTER_FAILURE_NANOS);
				}
			}
		}
		finally {
			this.client.finish();
			this.session.finish();
		}
	}

	private boolean await(long nanos) {
		for (long left = nanos - System.nanoTime(); left > 0 && !this.stopping; left = nanos - System.nanoTime()) {
			this.client.rest(left);
		}
		return !this.stopping;
	}

}
