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

package io.gracefulrestart.supervisor;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The listeners that systemd keeps for this service: whoever is started next, after a
 * crash too, inherits them, with all connections that wait there meanwhile. See FDSTORE=1
 * in sd_notify(3), and FileDescriptorStoreMax= in systemd.service(5). Guarded by its
 * owner.
 */
final class DescriptorStore {

	private static final Log logger = LogFactory.getLog(DescriptorStore.class);

	// fdname_is_valid() in sd-daemon's documentation: printable, no colon.
	private static final int MAXIMUM_NAME = 255;

	private final NotifySocket socket;

	private List<String> stored = List.of();

	DescriptorStore(NotifySocket socket) {
		this.socket = socket;
	}

	/**
	 * Have systemd keep these listeners, and no others. It keeps a socket once, however
	 * often it is told.
	 * @param listeners what this process serves
	 * @param others names of what it was given and does not serve
	 */
	void keep(Collection<Listener> listeners, Collection<String> others) {
		Set<String> served = listeners.stream().map(Listener::name).collect(Collectors.toSet());
		Set<String> left = new HashSet<>(others);
		this.stored.stream().filter((name) -> !served.contains(name)).forEach(left::add);
		// By name, which may be that of one that stays: so that is stored after it.
		left.stream().filter(DescriptorStore::isStorable).forEach(this::remove);
		Set<String> names = new TreeSet<>();
		for (Listener listener : listeners) {
			String name = listener.name();
			// What comes from a socket unit is kept by that, what comes from the store is
			// in it.
			if (listener.isHeldBySupervisor() && !left.contains(name)) {
				names.add(name);
			}
			else if (!isStorable(name)) {
				logger.warn("Listener '" + name + "' cannot be stored: systemd takes names of printable letters"
						+ " without a colon, " + MAXIMUM_NAME + " at most");
			}
			else if (store(listener)) {
				names.add(name);
			}
		}
		this.stored = List.copyOf(names);
	}

	/**
	 * Return what systemd was told to keep, or keeps in any case.
	 * @return the listeners' names, sorted
	 */
	List<String> stored() {
		return this.stored;
	}

	private boolean store(Listener listener) {
		try (Descriptor copy = listener.duplicate()) {
			return this.socket.send(Notification.NONE.store(listener.name()), copy);
		}
		catch (NativeException | IllegalStateException ex) {
			logger.warn("Listener '" + listener.name() + "' cannot be stored: " + ex.getMessage());
			return false;
		}
	}

	private void remove(String name) {
		this.socket.send(Notification.NONE.removeStored(name));
	}

	private static boolean isStorable(String name) {
		return !name.isEmpty() && name.length() <= MAXIMUM_NAME
				&& name.chars().allMatch((c) -> c >= ' ' && c <= '~' && c != ':');
	}

}
