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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.gracefulrestart.fd.AddressText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that a supervisor left open for this process. Thread safe.
 * <p>
 * It keeps every descriptor for as long as it lives, as the supervisor does, and gives
 * copies away: what was taken and closed again can be taken again, by the next context in
 * the same JVM.
 */
public final class InheritedListeners implements ListenerSource, AutoCloseable {

	private static final Log logger = LogFactory.getLog(InheritedListeners.class);

	private static @Nullable InheritedListeners ofProcess;

	private final List<Entry> entries;

	private final boolean onlyOneTcp;

	private InheritedListeners(List<Entry> entries) {
		this.entries = entries;
		this.onlyOneTcp = entries.stream().filter(Entry::isTcp).count() == 1;
	}

	/**
	 * Return those of this process, whose environment is read on the first call.
	 * @return the one instance, never closed but by the end of the process
	 * @throws InheritedListenerException if the environment promises what is not there
	 * @throws IOException if the kernel cannot be asked
	 */
	public static synchronized InheritedListeners ofProcess() throws IOException {
		InheritedListeners existing = ofProcess;
		if (existing == null) {
			existing = of(System.getenv(), ProcessHandle.current().pid());
			ofProcess = existing;
		}
		return existing;
	}

	/**
	 * Return none, for a process that could not use them.
	 * @return an empty source
	 */
	public static InheritedListeners none() {
		return new InheritedListeners(new ArrayList<>());
	}

	/**
	 * Read an environment and take ownership of what it promises.
	 * @param environment environment variables
	 * @param ownPid process id of this process
	 * @return the listeners, owned by the caller; none if there is no such variable
	 * @throws InheritedListenerException if the environment promises what is not there
	 * @throws IOException if the kernel cannot be asked
	 */
	static InheritedListeners of(Map<String, String> environment, long ownPid) throws IOException {
		List<InheritedDescriptor> descriptors = new ArrayList<>(SystemdEnvironment.read(environment, ownPid));
		descriptors.addAll(ServerStarterEnvironment.read(environment));
		return adopt(descriptors);
	}

	static InheritedListeners adopt(List<InheritedDescriptor> descriptors) throws IOException {
		List<Entry> entries = new ArrayList<>();
		Set<Integer> numbers = new HashSet<>();
		try {
			for (InheritedDescriptor descriptor : descriptors) {
				if (!numbers.add(descriptor.number())) {
					throw new InheritedListenerException(descriptor.variable(), descriptor.value(),
							"descriptor " + descriptor.number() + " is named twice");
				}
				add(entries, descriptor);
			}
			return new InheritedListeners(entries);
		}
		catch (IOException | RuntimeException ex) {
			entries.forEach((entry) -> entry.listener.close());
			throw ex;
		}
	}

	// What systemd has of a socket unit may be in its store as well.
	private static void add(List<Entry> entries, InheritedDescriptor descriptor) throws IOException {
		Listener listener = descriptor.adopt();
		if (entries.stream().anyMatch((entry) -> entry.listener.inode() == listener.inode())) {
			listener.close();
		}
		else {
			entries.add(new Entry(listener, descriptor.hasOwnName()));
		}
	}

	/**
	 * Take a listener of the kind that is asked for: the one of the name, else one of the
	 * port or path, else the only TCP listener that there is, if the main one is asked
	 * for.
	 */
	@Override
	public synchronized @Nullable Listener take(ListenerRequest request) throws IOException {
		Entry entry = find(request);
		if (entry == null) {
			return null;
		}
		Listener taken = entry.listener.copyFor(request, () -> giveBack(entry));
		entry.taken = true;
		if (!request.isForAnyPort() && !Addresses.isAsConfigured(request.address(), taken.address())) {
			logger.info("Listener " + request.name() + " takes " + AddressText.of(taken.address()) + " from "
					+ taken.origin() + ", not the configured " + AddressText.of(request.address()));
		}
		return taken;
	}

	private @Nullable Entry find(ListenerRequest request) {
		SocketAddress address = request.address();
		Predicate<Entry> named = (entry) -> entry.listener.name().equals(request.name())
				&& Addresses.isSameKind(address, entry.address());
		Predicate<Entry> same = (entry) -> Addresses.isSame(address, entry.address());
		Predicate<Entry> serving = (entry) -> !request.isForAnyPort() && Addresses.isServedBy(address, entry.address());
		Predicate<Entry> only = (entry) -> this.onlyOneTcp && entry.isTcp() && !entry.hasOwnName && request.isForPort()
				&& request.name().equals(ListenerRequest.MAIN);
		// A name may stand for several, such as one for each family.
		return List.of(named.and(same), named.and(serving), named, same, serving, only)
			.stream()
			.map(this::first)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable Entry first(Predicate<Entry> condition) {
		return this.entries.stream().filter((entry) -> !entry.taken).filter(condition).findFirst().orElse(null);
	}

	private synchronized void giveBack(Entry entry) {
		entry.taken = false;
	}

	/**
	 * Return those that nobody has taken.
	 * @return the listeners, which stay this source's
	 */
	public synchronized List<Listener> unclaimed() {
		return this.entries.stream().filter((entry) -> !entry.taken).map((entry) -> entry.listener).toList();
	}

	/**
	 * Give up those that nobody has taken; they cannot be taken any more.
	 */
	synchronized void closeUnclaimed() {
		unclaimed().forEach(Listener::close);
		this.entries.removeIf((entry) -> !entry.taken);
	}

	/**
	 * Give up all. What was taken stays its taker's. Idempotent.
	 */
	@Override
	public synchronized void close() {
		this.entries.forEach((entry) -> entry.listener.close());
		this.entries.clear();
	}

	@Override
	public String toString() {
		return "inherited " + unclaimed();
	}

	private static final class Entry {

		private final Listener listener;

		private final boolean hasOwnName;

		private boolean taken;

		private Entry(Listener listener, boolean hasOwnName) {
			this.listener = listener;
			this.hasOwnName = hasOwnName;
		}

		private SocketAddress address() {
			return this.listener.address();
		}

		private boolean isTcp() {
			return address() instanceof InetSocketAddress;
		}

	}

}
