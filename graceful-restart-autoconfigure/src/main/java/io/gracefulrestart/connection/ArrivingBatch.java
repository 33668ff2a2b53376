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

package io.gracefulrestart.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.fd.ChanneledConnection;
import io.gracefulrestart.fd.ConnectionMolds;
import io.gracefulrestart.fd.Descriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections that came in one message, taken in and not read. Ended by exactly one of
 * {@link #adopt()} and {@link #discard()}. Used by one thread.
 */
public final class ArrivingBatch {

	private static final Log logger = LogFactory.getLog(ArrivingBatch.class);

	private final @Nullable ConnectionTarget target;

	private final List<Arrival> held = new ArrayList<>();

	private final List<Integer> refused = new ArrayList<>();

	private @Nullable String reason;

	private ArrivingBatch(@Nullable ConnectionTarget target) {
		this.target = target;
	}

	/**
	 * Take connections in, as many as there is room for.
	 * @param target the server that is to have them, or {@code null} if there is none
	 * @param molds where their channels come from
	 * @param descriptors the connections; they are closed, or owned by the batch
	 * @param states what their former server knew of each
	 * @return the batch
	 */
	public static ArrivingBatch hold(@Nullable ConnectionTarget target, ConnectionMolds molds,
			List<Descriptor> descriptors, List<ConnectionState> states) {
		ArrivingBatch batch = new ArrivingBatch(target);
		for (int i = 0; i < descriptors.size(); i++) {
			try (Descriptor descriptor = descriptors.get(i)) {
				batch.held.add(hold(target, molds, descriptor, states.get(i)));
			}
			catch (IllegalArgumentException ex) {
				// Its client has left while it was on the way, which its server will see.
				batch.refused.add(i);
				logger.debug("Connection refused", ex);
			}
			// What has gone wrong with one says nothing of the others; none may be lost.
			catch (IOException | RuntimeException | OutOfMemoryError ex) {
				batch.refused.add(i);
				batch.reason = ex.getMessage();
				logger.debug("Connection refused", ex);
			}
		}
		return batch;
	}

	/**
	 * Take none in.
	 * @param descriptors the connections, closed by this method
	 * @param reason why
	 * @return the batch, of which all are refused
	 */
	public static ArrivingBatch refuse(List<Descriptor> descriptors, String reason) {
		ArrivingBatch batch = new ArrivingBatch(null);
		for (int i = 0; i < descriptors.size(); i++) {
			descriptors.get(i).close();
			batch.refused.add(i);
		}
		batch.reason = reason;
		return batch;
	}

	private static Arrival hold(@Nullable ConnectionTarget target, ConnectionMolds molds, Descriptor descriptor,
			ConnectionState state) throws IOException {
		if (target == null) {
			throw new IOException("no connector of that name takes connections");
		}
		if (target.room() <= 0) {
			throw new IOException("connector has no room for more connections");
		}
		ChanneledConnection connection = molds.fill(descriptor);
		return target.hold(new PassedConnection(connection), state);
	}

	/**
	 * Return which of the connections were not taken in.
	 * @return their places in the message, ascending
	 */
	public List<Integer> refused() {
		return this.refused;
	}

	/**
	 * Return why the last of them was not taken in.
	 * @return the reason, {@code null} if all were taken in whose clients are still there
	 */
	public @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Serve them.
	 * @return how many there are
	 */
	public int adopt() {
		this.held.forEach(Arrival::adopt);
		if (this.target != null) {
			this.target.attend();
		}
		return this.held.size();
	}

	/**
	 * Close this process's copies.
	 */
	public void discard() {
		this.held.forEach(Arrival::discard);
	}

}
