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

package io.gracefulrestart.test.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that count their answers, half of them on connections that they keep.
 */
final class CountingClients implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(5);

	private final int port;

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicLong answers = new AtomicLong();

	private final AtomicLong connections = new AtomicLong();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private volatile boolean stopped;

	CountingClients(int port, String path, int clients) {
		this.port = port;
		for (int i = 0; i < clients; i++) {
			boolean keeps = i % 2 == 0;
			Thread thread = new Thread(() -> run(path, keeps), "counting-client-" + i);
			this.threads.add(thread);
			thread.start();
		}
	}

	private void run(String path, boolean keeps) {
		HttpConnection connection = null;
		try {
			while (!this.stopped) {
				if (connection == null) {
					connection = Clients.open(this.port);
					this.connections.incrementAndGet();
				}
				HttpReply reply = connection.get(path, SampleRun.PATIENCE);
				assertThat(reply.status()).isEqualTo(200);
				this.answers.incrementAndGet();
				if (!keeps || reply.announcesClose()) {
					connection.close();
					connection = null;
				}
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
		catch (RequestFailedException | RuntimeException | Error ex) {
			this.failures.add(ex);
		}
		finally {
			close(connection);
		}
	}

	private static void close(@Nullable HttpConnection connection) {
		if (connection != null) {
			connection.close();
		}
	}

	long answers() {
		return this.answers.get();
	}

	long connections() {
		return this.connections.get();
	}

	/**
	 * Send no more, and wait for the answers.
	 * @return how many there were; no request has failed
	 */
	long stop() {
		close();
		assertThat(this.failures).isEmpty();
		return answers();
	}

	@Override
	public void close() {
		this.stopped = true;
		for (Thread thread : this.threads) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(60));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
