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

package io.gracefulrestart.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.gracefulrestart.ListenerParticipant;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers lines on a TCP port of its own, see {@link LineConnection}: how an application
 * lets a listener that it owns take part in a handoff. One thread accepts, and each
 * connection has one.
 */
class LineServer implements ListenerParticipant {

	private static final Log logger = LogFactory.getLog(LineServer.class);

	private final InetSocketAddress address;

	private final Generation generation;

	private final Set<LineConnection> connections = ConcurrentHashMap.newKeySet();

	private volatile boolean leaving;

	private @Nullable Thread acceptor;

	LineServer(InetSocketAddress address, Generation generation) {
		this.address = address;
		this.generation = generation;
	}

	@Override
	public String listenerName() {
		return "line";
	}

	@Override
	public InetSocketAddress listenerAddress() {
		return this.address;
	}

	@Override
	public void accept(ServerSocketChannel channel) {
		// Accepting, perhaps again: a failed handoff has come to nothing.
		this.leaving = false;
		this.acceptor = new Thread(() -> acceptFrom(channel), "sample-line-acceptor");
		this.acceptor.start();
	}

	private void acceptFrom(ServerSocketChannel channel) {
		while (true) {
			try {
				serve(channel.accept());
			}
			catch (ClosedChannelException ex) {
				return;
			}
			catch (IOException ex) {
				logger.warn("Line connection not accepted", ex);
			}
		}
	}

	private void serve(SocketChannel accepted) {
		LineConnection connection = new LineConnection(accepted, this.generation, () -> this.leaving);
		this.connections.add(connection);
		new Thread(() -> {
			connection.serve();
			this.connections.remove(connection);
		}, "sample-line").start();
	}

	@Override
	public void stopAccepting() {
		Thread current = this.acceptor;
		this.acceptor = null;
		boolean interrupted = false;
		while (current != null && current.isAlive()) {
			try {
				current.join();
			}
			catch (InterruptedException ex) {
				// Returning early would let a connection be accepted after all.
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public int inFlight() {
		return (int) this.connections.stream().filter(LineConnection::isAnswering).count();
	}

	@Override
	public void leave() {
		this.leaving = true;
		this.connections.forEach(LineConnection::leave);
	}

	@Override
	public void closeAll() {
		this.connections.forEach(LineConnection::close);
	}

}
