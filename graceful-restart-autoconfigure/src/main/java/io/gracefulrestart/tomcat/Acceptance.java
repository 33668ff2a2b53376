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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.gracefulrestart.drain.Door;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Accepts for one connector, and can be made to stop and to start again without losing
 * what waits in the kernel's queue. Tomcat's acceptor thread lives in {@link #accept()}:
 * it blocks in the kernel while the door is open and parks here while it is not.
 * <p>
 * To stop, our own channel is closed. That wakes the blocked thread and leaves the
 * listening socket as it is, since the {@link Listener} (and, after a handoff, the other
 * process) holds further descriptors of it. Nothing ever connects to the port for that:
 * on a shared listener such a connection can land in the other process, and the thread to
 * be woken would then swallow a client's.
 * <p>
 * Nobody may interrupt that thread, and Tomcat does not: the JDK's {@code accept} drops a
 * connection that arrives together with an interrupt, but not one that arrives together
 * with a close.
 * <p>
 * Thread safe. Owns its channels, not the listener.
 */
final class Acceptance implements Door {

	private static final Log logger = LogFactory.getLog(Acceptance.class);

	private final Listener listener;

	private final Object monitor = new Object();

	private @Nullable ServerSocketChannel channel;

	private boolean open;

	private boolean accepting;

	private boolean awakened;

	private boolean ended;

	private int inHand;

	/**
	 * Create an acceptance with its channel made ahead of the time, so that opening is
	 * nothing but a notification.
	 * @param listener the listener to accept from
	 * @throws IOException if a channel cannot be made
	 */
	Acceptance(Listener listener) throws IOException {
		this.listener = listener;
		// One on a shared port takes no connections in before the gate opens.
		this.channel = listener.isListening() ? listener.open() : null;
	}

	@Override
	public String name() {
		return this.listener.name();
	}

	@Override
	public void open() {
		synchronized (this.monitor) {
			try {
				this.listener.begin();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Listener '" + this.listener.name() + "' cannot take connections in",
						ex);
			}
			this.open = true;
			this.monitor.notifyAll();
		}
	}

	@Override
	public void close() {
		synchronized (this.monitor) {
			this.open = false;
			closeChannel();
			boolean interrupted = false;
			while (this.accepting) {
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// Wait on: returning early would let a connection be accepted after
					// the successor was told that none is.
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Accept a connection; called by Tomcat's acceptor thread only.
	 * @return the connection, counted by {@link #inHand()} until {@link #handled()}, or
	 * {@code null} if the thread was awakened to look at the endpoint's state
	 * @throws IOException if {@code accept(2)} fails, for example with {@code EMFILE}
	 */
	@Nullable SocketChannel accept() throws IOException {
		while (true) {
			ServerSocketChannel current = awaitOpen();
			if (current == null) {
				return null;
			}
			SocketChannel accepted = null;
			try {
				accepted = current.accept();
			}
			catch (ClosedChannelException ex) {
				// Closed by close() or wake(), or an interrupt closed it; the flag must
				// not close the next one too.
				Thread.interrupted();
			}
			finally {
				synchronized (this.monitor) {
					this.accepting = false;
					this.inHand += (accepted != null) ? 1 : 0;
					this.monitor.notifyAll();
				}
			}
			if (accepted != null) {
				return accepted;
			}
		}
	}

	private @Nullable ServerSocketChannel awaitOpen() throws IOException {
		synchronized (this.monitor) {
			while (!this.open && !this.awakened && !this.ended) {
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					// Tomcat stops its acceptor through unlockAccept, never by interrupt.
					logger.debug("Acceptor interrupted", ex);
				}
			}
			if (this.awakened || this.ended) {
				this.awakened = false;
				return null;
			}
			ServerSocketChannel current = this.channel;
			if (current == null || !current.isOpen()) {
				current = this.listener.open();
				this.channel = current;
			}
			this.accepting = true;
			return current;
		}
	}

	/**
	 * Let the acceptor thread look at the endpoint's state: {@link #accept()} returns
	 * {@code null} once.
	 */
	void wake() {
		synchronized (this.monitor) {
			this.awakened = true;
			closeChannel();
			this.monitor.notifyAll();
		}
	}

	/**
	 * Take up work, for the first time or after {@link #end()}.
	 */
	void begin() {
		synchronized (this.monitor) {
			this.ended = false;
			this.awakened = false;
		}
	}

	/**
	 * Stop; {@link #accept()} returns {@code null} until {@link #begin()}.
	 */
	void end() {
		synchronized (this.monitor) {
			this.ended = true;
			closeChannel();
			this.monitor.notifyAll();
		}
	}

	/**
	 * Say that the last accepted connection is now counted elsewhere, or closed.
	 */
	void handled() {
		synchronized (this.monitor) {
			this.inHand--;
		}
	}

	/**
	 * Return the number of connections (0 or 1) that left the kernel's queue and are not
	 * counted elsewhere yet.
	 * @return the number of connections in hand
	 */
	int inHand() {
		synchronized (this.monitor) {
			return this.inHand;
		}
	}

	Listener listener() {
		return this.listener;
	}

	private void closeChannel() {
		ServerSocketChannel current = this.channel;
		this.channel = null;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				// It is closed all the same, see close(2), and nothing was lost with it.
				logger.debug("Channel of listener " + this.listener + " not closed cleanly", ex);
			}
		}
	}

}
