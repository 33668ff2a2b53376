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

package io.gracefulrestart.test.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Clients of the sessions that the application has at first, each of them on a kept-alive
 * connection and with sessions of its own, drawn anew for each request. They know what
 * was counted in each, and never try again.
 */
final class SessionClients implements AutoCloseable {

	private static final int CLIENTS = 4;

	private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final int port;

	private final int sessions;

	private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	private volatile @Nullable Exception failure;

	/**
	 * Begin.
	 * @param port port of the application
	 * @param sessions how many it has, at least as many as there are clients
	 */
	SessionClients(int port, int sessions) {
		this.port = port;
		this.sessions = sessions;
		for (int i = 0; i < CLIENTS; i++) {
			int client = i;
			Thread thread = new Thread(() -> run(client), "session-client-" + i);
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	private void run(int client) {
		Random random = new Random(client);
		Map<Integer, Integer> counts = new HashMap<>();
		try {
			HttpConnection connection = HttpConnection.open("127.0.0.1", this.port, Subject.PATIENCE);
			try {
				while (!this.closed) {
					int number = random.nextInt(this.sessions / CLIENTS) * CLIENTS + client;
					int expected = counts.getOrDefault(number, number) + 1;
					counts.put(number, expected);
					boolean leaving = ask(connection, number, expected);
					if (leaving) {
						connection.close();
						connection = HttpConnection.open("127.0.0.1", this.port, Subject.PATIENCE);
					}
					LockSupport.parkNanos(INTERVAL_NANOS);
				}
			}
			finally {
				connection.close();
			}
		}
		catch (RequestFailedException | RuntimeException ex) {
			this.failure = ex;
		}
	}

	private boolean ask(HttpConnection connection, int number, int expected) throws RequestFailedException {
		long begin = System.nanoTime();
		connection.send("GET /session HTTP/1.1\r\nHost: bench\r\nCookie: JSESSIONID="
				+ String.format(Locale.ROOT, "%032x", number) + "\r\n\r\n");
		HttpReply reply = connection.receive(Subject.PATIENCE);
		this.requests.add(new Request(begin, System.nanoTime()));
		if (reply.status() != 200 || !reply.text().contains("\"count\":" + expected + "}")) {
			throw new IllegalStateException("Session " + number + " should have counted " + expected + ", but: "
					+ reply.status() + " " + reply.text());
		}
		return reply.announcesClose();
	}

	/**
	 * Return how long the slowest answer took.
	 * @param from {@link System#nanoTime()} from which requests are looked at that were
	 * not answered by then
	 * @param to {@link System#nanoTime()} from which on those that begin are not
	 * @return milliseconds
	 */
	double longest(long from, long to) {
		return this.requests.stream()
			.filter((request) -> request.end - from > 0 && request.begin - to < 0)
			.mapToLong((request) -> request.end - request.begin)
			.max()
			.orElse(0) / 1e6;
	}

	/**
	 * Wait until so many have been answered.
	 * @param more how many, from now on
	 */
	void await(int more) {
		int wanted = this.requests.size() + more;
		long deadline = System.nanoTime() + Subject.PATIENCE.toNanos();
		while (this.requests.size() < wanted) {
			check();
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("No answers");
			}
			LockSupport.parkNanos(INTERVAL_NANOS);
		}
	}

	private void check() {
		Exception current = this.failure;
		if (current != null) {
			throw new IllegalStateException("A client of port " + this.port + " could tell", current);
		}
	}

	/**
	 * End, and fail if a client has got anything but what it should have.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			for (Thread thread : this.threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		check();
	}

	private record Request(long begin, long end) {

	}

}
