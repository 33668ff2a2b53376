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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A stock of channels of the JDK into which passed connections can be put, made ahead of
 * the time, since making one takes ten times as long as filling it. Thread safe.
 */
public final class ConnectionMolds implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ConnectionMolds.class);

	private final ConcurrentLinkedQueue<ConnectionMold> stock = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private @Nullable ServerSocketChannel listener;

	private @Nullable Descriptor placeholder;

	private boolean closed;

	/**
	 * Make molds until so many are in stock.
	 * @param count how many
	 * @throws IOException if one more cannot be made: no descriptor or no port is left;
	 * those in stock stay there
	 */
	public void prepare(int count) throws IOException {
		while (this.size.get() < count) {
			ConnectionMold mold = make();
			if (mold == null) {
				return;
			}
			this.stock.add(mold);
			this.size.incrementAndGet();
		}
	}

	// One at a time, so that each finds its descriptor at once.
	private synchronized @Nullable ConnectionMold make() throws IOException {
		if (this.closed) {
			return null;
		}
		if (this.listener == null) {
			this.listener = ConnectionMold.listener();
		}
		if (this.placeholder == null) {
			this.placeholder = ConnectionMold.placeholder();
		}
		return ConnectionMold.make(this.listener, this.placeholder);
	}

	/**
	 * Make a channel of a passed connection, of a mold in stock if there is one.
	 * @param connection the connection, closed if this succeeds; otherwise it stays the
	 * caller's
	 * @return the channel, owned by the caller, in blocking mode
	 * @throws IOException if there is no mold and none can be made
	 * @throws IllegalArgumentException if it is no connection any more
	 */
	public ChanneledConnection fill(Descriptor connection) throws IOException {
		ConnectionMold mold = this.stock.poll();
		if (mold != null) {
			this.size.decrementAndGet();
		}
		else {
			mold = make();
		}
		if (mold == null) {
			throw new IOException("No connection is taken any more");
		}
		try {
			return mold.fill(connection);
		}
		catch (IOException | RuntimeException | Error ex) {
			mold.close();
			throw ex;
		}
	}

	/**
	 * Return how many are in stock.
	 * @return the number at this instant
	 */
	public int size() {
		return this.size.get();
	}

	/**
	 * Close what is in stock. Idempotent.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.listener != null) {
			try {
				this.listener.close();
			}
			catch (IOException ex) {
				logger.debug("Listener for molds not closed cleanly", ex);
			}
			this.listener = null;
		}
		if (this.placeholder != null) {
			this.placeholder.close();
		}
		for (ConnectionMold mold = this.stock.poll(); mold != null; mold = this.stock.poll()) {
			mold.close();
		}
	}

}
