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

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that connect all the time, ask who serves, and never try again.
 */
final class Knocking implements AutoCloseable {

	private static final int CLIENTS = 4;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final byte[] REQUEST = "GET /whoami HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final Pattern PID = Pattern.compile("(?i)\\r\\nX-Pid: *(\\d+)");

	private final InetSocketAddress address;

	private final Queue<Knock> knocks = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	Knocking(int port) {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		for (int i = 0; i < CLIENTS; i++) {
			Thread thread = new Thread(this::run, "knocking-" + i);
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	private void run() {
		while (!this.closed) {
			long begin = System.nanoTime();
			long pid = ask();
			this.knocks.add(new Knock(begin, System.nanoTime(), pid));
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private long ask() {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) Subject.PATIENCE.toMillis());
			socket.connect(this.address);
			socket.getOutputStream().write(REQUEST);
			InputStream input = socket.getInputStream();
			Matcher pid = PID.matcher(new String(input.readAllBytes(), StandardCharsets.ISO_8859_1));
			return pid.find() ? Long.parseLong(pid.group(1)) : Knock.FAILED;
		}
		catch (IOException ex) {
			return Knock.FAILED;
		}
	}

	/**
	 * Return what has become of all of them so far.
	 * @return knocks that are over, in no order
	 */
	List<Knock> knocks() {
		return List.copyOf(this.knocks);
	}

	/**
	 * Wait until a process has answered somebody who has knocked after a time.
	 * @param pid the process
	 * @param nanos {@link System#nanoTime()}
	 */
	void awaitAnswer(long pid, long nanos) {
		long deadline = System.nanoTime() + Subject.PATIENCE.toNanos();
		while (knocks().stream().noneMatch((knock) -> knock.pid() == pid && knock.begin() - nanos > 0)) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("No answer by pid " + pid);
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

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
	}

	/**
	 * A connection.
	 *
	 * @param begin {@link System#nanoTime()} before it was made
	 * @param end when the answer was there
	 * @param pid who has answered, {@link #FAILED} if nobody has
	 */
	record Knock(long begin, long end, long pid) {

		static final long FAILED = -1;

	}

}
