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
import java.net.BindException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The one owner of all listeners of this process: it gets them from where the mode
 * allows, and closes them. Thread safe.
 */
public final class Listeners implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Listeners.class);

	private final ListenerMode mode;

	private final ListenerSources sources;

	private final Map<String, Listener> held = new LinkedHashMap<>();

	private final Map<String, ListenerRequest> requests = new HashMap<>();

	private boolean closed;

	/**
	 * Create an owner that holds nothing yet.
	 * @param mode which sources may be used
	 * @param inherited what a supervisor left open; stays the caller's
	 */
	public Listeners(ListenerMode mode, InheritedListeners inherited) {
		this.mode = mode;
		this.sources = new ListenerSources(mode, inherited);
	}

	/**
	 * Return whether the listeners share their ports with those of other processes, so
	 * that connections are to be taken in only when they can be served.
	 * @return whether the mode is {@link ListenerMode#REUSE_PORT}
	 */
	public boolean areShared() {
		return this.mode == ListenerMode.REUSE_PORT;
	}

	/**
	 * Add what a predecessor has passed, before the connectors ask.
	 * @param passed the listeners, owned by this from now on
	 * @throws IllegalStateException if some were offered before, or this is closed; those
	 * passed stay the caller's then
	 */
	public synchronized void offer(HandedOffListeners passed) {
		checkOpen();
		this.sources.offer(passed);
	}

	/**
	 * Get the listener that a connector asks for: inherited, else passed by the
	 * predecessor, else bound, as far as the mode allows.
	 * @param request what is asked for
	 * @return the listener, which stays this owner's until {@link #release}
	 * @throws ListenerUnavailableException if the mode forces a source which does not
	 * have it
	 * @throws PortTakenException if it was to be bound and another process listens there
	 * @throws IOException if it cannot be bound for another reason
	 * @throws IllegalStateException if a listener of that name is held, or this is closed
	 */
	public synchronized Listener obtain(ListenerRequest request) throws IOException {
		checkOpen();
		if (this.held.containsKey(request.name())) {
			throw new IllegalStateException(
					"Listener '" + request.name() + "' was obtained before: " + this.held.get(request.name()));
		}
		if (this.mode == ListenerMode.REUSE_PORT) {
			checkNotOurs(request);
		}
		Listener listener = this.sources.find(request);
		this.held.put(request.name(), listener);
		this.requests.put(request.name(), request);
		if (logger.isDebugEnabled()) {
			logger.debug("Listener obtained: " + listener);
		}
		return listener;
	}

	/**
	 * The predecessor is gone, and nobody serves who waits at its listeners: what it has
	 * passed takes the place of what was made beside it and does not listen yet.
	 */
	public synchronized void takePlaces() {
		for (Listener listener : this.held.values()) {
			if (!listener.isListening()) {
				Listener passed = this.sources.takePassed(Objects.requireNonNull(this.requests.get(listener.name())));
				if (passed != null) {
					listener.become(passed);
				}
			}
		}
	}

	// Where ports are shared, the kernel would let two connectors have the same.
	private void checkNotOurs(ListenerRequest request) throws PortTakenException {
		for (Listener listener : this.held.values()) {
			if (!request.isForAnyPort() && Addresses.isSame(request.address(), listener.address())) {
				throw new PortTakenException(request, this.mode,
						new PortHolder(ProcessHandle.current().pid(), "listener '" + listener.name() + "'"),
						new BindException("address is taken by another listener of this process"));
			}
		}
	}

	/**
	 * Return what this process holds.
	 * @return the listeners that were obtained and not released, in that order
	 */
	public synchronized List<Listener> all() {
		return List.copyOf(this.held.values());
	}

	/**
	 * Return what nobody has asked for.
	 * @return the inherited and passed listeners that {@link #closeUnclaimed()} closes
	 */
	public synchronized List<Listener> unclaimed() {
		List<Listener> unclaimed = new ArrayList<>(this.sources.inherited().unclaimed());
		unclaimed.addAll(this.sources.passed());
		return unclaimed;
	}

	/**
	 * Return what this process was given and does not hold.
	 * @return the names of the {@link #unclaimed()} listeners whose sockets are not held
	 */
	public synchronized List<String> strangers() {
		return unclaimed().stream().filter((listener) -> !isHeld(listener.inode())).map(Listener::name).toList();
	}

	/**
	 * Return the predecessor's listeners beside which this process has made its own.
	 * @return those of the same name, which {@link #closeUnclaimed()} closes
	 */
	public synchronized List<Listener> besides() {
		return this.sources.passed().stream().filter((passed) -> this.held.containsKey(passed.name())).toList();
	}

	/**
	 * Warn of what a supervisor left open and nobody has asked for: connections to it
	 * wait in vain, whether this process closes its copy or not.
	 */
	public synchronized void warnOfUnclaimed() {
		this.sources.inherited()
			.unclaimed()
			.forEach((listener) -> logger.warn("Nothing in this application asked for listener " + listener
					+ ", so that connections to it wait in vain"));
	}

	/**
	 * Note that the handoff is final: give the queues of passed listeners the length that
	 * this application asks for, and their paths the permissions, which may have changed,
	 * and close what nobody has asked for.
	 */
	public synchronized void confirm() {
		this.held.values()
			.forEach((listener) -> listener.applySettings(Objects.requireNonNull(this.requests.get(listener.name()))));
		closeUnclaimed();
	}

	/**
	 * Close what nobody has asked for: at the commit, when it is certain that nobody
	 * will, and the predecessor is not to have it back.
	 */
	public synchronized void closeUnclaimed() {
		for (Listener listener : unclaimed()) {
			if (isHeld(listener.inode())) {
				// The same socket reached this process on two ways, from a supervisor and
				// from
				// the predecessor.
				continue;
			}
			if (this.mode == ListenerMode.REUSE_PORT) {
				logger.debug("Listener left to the predecessor: " + listener);
				continue;
			}
			logger.info("Listener closed since nothing in this application asked for it: " + listener);
		}
		this.sources.inherited().closeUnclaimed();
		this.sources.closePassed();
	}

	/**
	 * Let nobody new come to the Unix listeners, before what waits in their queues is
	 * served for the last time: this process ends, and no other serves them. Those of a
	 * supervisor stay as they are.
	 */
	public synchronized void withdraw() {
		this.held.values().forEach(Listener::withdraw);
	}

	/**
	 * Close a listener; its name can be asked for again.
	 * @param name its name; unknown ones are ignored
	 */
	public synchronized void release(String name) {
		Listener listener = this.held.remove(name);
		this.requests.remove(name);
		if (listener != null) {
			listener.close();
		}
	}

	/**
	 * Close all that this process holds, but for the supervisor's: the inherited
	 * listeners' source keeps those until the process ends. Idempotent.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.held.values().forEach(Listener::close);
		this.held.clear();
		this.sources.closePassed();
	}

	private boolean isHeld(long inode) {
		return this.held.values().stream().anyMatch((listener) -> listener.inode() == inode);
	}

	private void checkOpen() {
		if (this.closed) {
			throw new IllegalStateException("Listeners are closed");
		}
	}

	@Override
	public synchronized String toString() {
		return "listeners " + this.held.values();
	}

}
