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

package io.gracefulrestart.tomcat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.coyote.Processor;

/**
 * The WebSocket sessions of a connector that is drained. Used by one thread.
 */
final class WebSocketSessions {

	// For a message that is being sent.
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	// For a client to answer.
	private static final Duration ANSWER = Duration.ofMillis(500);

	private static final int THREADS = 32;

	private static final long NOT_YET = Long.MAX_VALUE;

	// Of its own: a client that does not read holds a thread for a while, and the
	// connector's are there for requests.
	private static final Executor EXECUTOR = executor();

	private final ConnectionsNioEndpoint endpoint;

	private final int code;

	// Those whose clients are told, and when that was done.
	private final Map<OpenConnection, Long> told = new ConcurrentHashMap<>();

	/**
	 * Create a view of them.
	 * @param endpoint the connector's endpoint
	 * @param code what their clients are told
	 */
	WebSocketSessions(ConnectionsNioEndpoint endpoint, int code) {
		this.endpoint = endpoint;
		this.code = code;
	}

	private static Executor executor() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "graceful-restart-goodbye");
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Count those whose clients were not told.
	 * @return their number
	 */
	int untold() {
		return (int) waiting().count();
	}

	// Without a look at each: most have no processor between two requests.
	private Stream<OpenConnection> waiting() {
		return this.endpoint.wrappers()
			.stream()
			.filter((connection) -> connection.getCurrentProcessor() != null)
			.map((connection) -> new OpenConnection(this.endpoint, (GracefulConnection) connection))
			.filter((connection) -> !this.told.containsKey(connection) && connection.isWebSocket());
	}

	/**
	 * Begin to close some.
	 * @param maximum how many at most
	 * @return how many
	 */
	int close(int maximum) {
		this.told.keySet().removeIf((connection) -> connection.wrapper().isClosed());
		return (int) waiting().limit(maximum).filter(this::close).count();
	}

	private boolean close(OpenConnection connection) {
		Processor processor = connection.processor();
		if (processor == null || !WebSocketSession.isOn(processor)) {
			return false; // a worker is on it
		}
		this.told.put(connection, NOT_YET);
		EXECUTOR.execute(() -> {
			WebSocketSession.close(processor, this.code, PATIENCE);
			this.told.put(connection, System.nanoTime());
		});
		return true;
	}

	/**
	 * Return whether the client of a session has been told long enough ago.
	 * @param connection its connection
	 * @return whether it has had the time to answer
	 */
	boolean hadTimeToAnswer(OpenConnection connection) {
		long done = this.told.getOrDefault(connection, NOT_YET);
		return done != NOT_YET && System.nanoTime() - done >= ANSWER.toNanos();
	}

}
