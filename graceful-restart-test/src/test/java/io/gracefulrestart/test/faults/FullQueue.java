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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * More requests than the kernel queues for a listener whose process does not accept, each
 * by a client of its own that asks for another body. Those for which there is no room
 * have a SYN on the way, or a request that nobody has acknowledged.
 */
final class FullQueue implements AutoCloseable {

	private static final int LIMIT = 50;

	// The kernel lets one more in than it was told, perhaps two: it looks without a lock.
	private static final int ROOM = LIMIT + 1;

	private static final int PERIOD = 251;

	private final ExecutorService clients = Executors.newCachedThreadPool();

	private final List<Future<WireReply>> replies = new ArrayList<>();

	private final AtomicInteger sent = new AtomicInteger();

	/**
	 * Fill the queue, and return when it is full.
	 * @param rig where nobody accepts
	 * @param more how many clients there are for whom there is no room
	 */
	FullQueue(Rig rig, int more) {
		for (int i = 0; i < ROOM + more; i++) {
			int bytes = length(i);
			this.replies.add(this.clients.submit(() -> ask(rig.port(), bytes)));
		}
		// Who comes while others are on the way to the queue is told that it is
		// connected,
		// and yet there is no room for it; a few in the queue can be the steady load's.
		await().atMost(Rig.LONG)
			.untilAsserted(() -> assertThat(Sockets.queued(rig.port())).as("queued").isGreaterThanOrEqualTo(ROOM));
		await().atMost(Rig.LONG)
			.untilAsserted(() -> assertThat(this.sent.get() + Sockets.connecting(rig.port())).as("sent or connecting")
				.isGreaterThanOrEqualTo(ROOM + more));
	}

	/**
	 * Return what makes the kernel's queue so short.
	 * @return command line argument
	 */
	static String argument() {
		return "--server.tomcat.accept-count=" + LIMIT;
	}

	private WireReply ask(int port, int bytes) throws IOException {
		try (Wire wire = new Wire(port)) {
			wire.send("GET /download?bytes=" + bytes + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
			this.sent.incrementAndGet();
			WireReply reply = wire.receive();
			wire.assertEnd();
			return reply;
		}
	}

	private static int length(int client) {
		return 1000 + client;
	}

	/**
	 * Assert that each has got its own answer, whole, and that its connection has ended
	 * in order.
	 * @return who has answered
	 */
	Set<Long> assertAnswered() throws InterruptedException {
		Set<Long> answerers = new TreeSet<>();
		for (int i = 0; i < this.replies.size(); i++) {
			try {
				WireReply reply = this.replies.get(i).get(Rig.LONG.toMillis(), TimeUnit.MILLISECONDS);
				assertThat(reply.status()).isEqualTo(200);
				assertThat(reply.body()).hasSize(length(i));
				for (int position = 0; position < reply.body().length; position++) {
					assertThat(reply.body()[position]).isEqualTo((byte) (position % PERIOD));
				}
				answerers.add(reply.pid());
			}
			catch (ExecutionException | TimeoutException ex) {
				throw new AssertionError("Client " + i + " that was queued is lost", ex);
			}
		}
		return answerers;
	}

	@Override
	public void close() {
		this.clients.shutdownNow();
	}

}
