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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Listeners that a predecessor has passed. Owns those that nobody has taken. Thread safe.
 */
public final class HandedOffListeners implements ListenerSource, AutoCloseable {

	private final List<Listener> listeners;

	private HandedOffListeners(List<Listener> listeners) {
		this.listeners = listeners;
	}

	/**
	 * Take what a predecessor has passed.
	 * @param passed listening stream sockets with different names; all descriptors are
	 * owned by this source from now on, and closed if this method fails
	 * @return the source, owned by the caller
	 * @throws IllegalArgumentException if one of them is no listening stream socket, or a
	 * name comes twice
	 * @throws IOException if one of them is no socket
	 */
	public static HandedOffListeners of(List<HandedOffListener> passed) throws IOException {
		List<Listener> listeners = new ArrayList<>();
		Set<String> names = new HashSet<>();
		try {
			for (HandedOffListener listener : passed) {
				if (!names.add(listener.name())) {
					throw new IllegalArgumentException("Listener '" + listener.name() + "' was passed twice");
				}
				listeners.add(Listener.handedOff(listener));
			}
			return new HandedOffListeners(listeners);
		}
		catch (IOException | RuntimeException ex) {
			passed.forEach((listener) -> listener.descriptor().close());
			throw ex;
		}
	}

	/**
	 * Take a listener: the one of the name that is asked for, if the predecessor asked
	 * for the same or any port will do, else one that is bound to what is asked for. One
	 * that was configured differently since is not taken, be it another port or another
	 * path.
	 */
	@Override
	public synchronized @Nullable Listener take(ListenerRequest request) {
		Listener found = find(request);
		if (found == null) {
			return null;
		}
		this.listeners.remove(found);
		return found.claimedBy(request);
	}

	/**
	 * Find the listener that {@link #take} would take.
	 * @param request what is asked for
	 * @return the listener, which stays this source's; {@code null} if there is none
	 */
	synchronized @Nullable Listener find(ListenerRequest request) {
		SocketAddress address = request.address();
		Predicate<Listener> named = (listener) -> listener.name().equals(request.name())
				&& Addresses.isSameKind(address, listener.address());
		Predicate<Listener> fits = (listener) -> request.isForAnyPort() || address.equals(listener.requested())
				|| Addresses.isSame(address, listener.address());
		Predicate<Listener> same = (listener) -> !request.isForAnyPort()
				&& Addresses.isSame(address, listener.address());
		return List.of(named.and(fits), same)
			.stream()
			.map(this::first)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable Listener first(Predicate<Listener> condition) {
		return this.listeners.stream().filter(condition).findFirst().orElse(null);
	}

	/**
	 * Return those that nobody has taken.
	 * @return the listeners, which stay this source's
	 */
	public synchronized List<Listener> unclaimed() {
		return List.copyOf(this.listeners);
	}

	/**
	 * Give up those that nobody has taken. Idempotent.
	 */
	@Override
	public synchronized void close() {
		this.listeners.forEach(Listener::close);
		this.listeners.clear();
	}

	@Override
	public String toString() {
		return "handed off " + unclaimed();
	}

}
