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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Tomcat's acceptor thread is to an {@link Acceptance}. Remembers whom it has
 * accepted, and closes them.
 */
final class TestAcceptor implements AutoCloseable {

	private final Acceptance acceptance;

	private final List<SocketAddress> accepted = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger woken = new AtomicInteger();

	private final Thread thread = new Thread(this::run, "acceptor");

	private volatile boolean stopped;

	private TestAcceptor(Acceptance acceptance) {
		this.acceptance = acceptance;
	}

	static TestAcceptor of(Acceptance acceptance) {
		TestAcceptor acceptor = new TestAcceptor(acceptance);
		acceptor.thread.start();
		return acceptor;
	}

	private void run() {
		while (!this.stopped) {
			try (SocketChannel connection = this.acceptance.accept()) {
				if (connection == null) {
					this.woken.incrementAndGet();
					continue;
				}
				// In this order: the connection is always counted here or there.
				this.accepted.add(connection.getRemoteAddress());
				this.acceptance.handled();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	List<SocketAddress> accepted() {
		synchronized (this.accepted) {
			return List.copyOf(this.accepted);
		}
	}

	int woken() {
		return this.woken.get();
	}

	Thread thread() {
		return this.thread;
	}

	TestAcceptor parks() {
		Soon.await().until(() -> this.thread.getState() == Thread.State.WAITING);
		return this;
	}

	TestAcceptor blocksInTheKernel() {
		Soon.await()
			.until(() -> this.thread.getState() == Thread.State.RUNNABLE && this.thread.getStackTrace().length > 0
					&& this.thread.getStackTrace()[0].isNativeMethod());
		return this;
	}

	@Override
	public void close() {
		this.stopped = true;
		this.acceptance.end();
		Soon.await().until(() -> !this.thread.isAlive());
	}

}
