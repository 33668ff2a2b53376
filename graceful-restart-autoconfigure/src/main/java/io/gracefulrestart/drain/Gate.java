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

package io.gracefulrestart.drain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps started connectors from accepting until they may: the one switch between "this
 * process accepts" and "it does not", for all listeners together.
 * <p>
 * A gate starts closed. Its doors are opened and closed in the order in which they were
 * added; a door added to an open gate is opened at once. Thread safe.
 *
 * @since 0.1.0
 */
public final class Gate {

	private final Object monitor = new Object();

	private final List<Door> doors = new ArrayList<>();

	// Those that could not be opened again; only while the gate is open.
	private final Set<Door> shut = new LinkedHashSet<>();

	private boolean open;

	/**
	 * Add a door; it follows the gate from now on, unless it fails to open.
	 * @param door the door to add
	 */
	public void add(Door door) {
		synchronized (this.monitor) {
			if (this.open) {
				door.open();
			}
			this.doors.add(door);
		}
	}

	/**
	 * Remove a door without moving it.
	 * @param door the door to remove
	 */
	public void remove(Door door) {
		synchronized (this.monitor) {
			this.doors.remove(door);
			this.shut.remove(door);
		}
	}

	/**
	 * Open every door, or none: if one fails, those that are open by then are closed
	 * again, and what it has thrown is passed on. Does nothing when the gate is open.
	 */
	public void open() {
		synchronized (this.monitor) {
			if (this.open) {
				return;
			}
			try {
				this.doors.forEach(Door::open);
				this.open = true;
			}
			catch (RuntimeException ex) {
				closeDoors().forEach(ex::addSuppressed);
				throw ex;
			}
		}
	}

	/**
	 * Open every door that can be opened, whatever becomes of the others: for a process
	 * that goes back to accepting, where some doors are better than none. The gate is
	 * open afterwards.
	 * @return what the others have thrown; empty if all are open
	 */
	public List<RuntimeException> reopen() {
		return reopen((door) -> true);
	}

	/**
	 * Open some doors, see {@link #reopen()}. The gate is open afterwards, and the other
	 * doors are closed until it has been closed.
	 * @param which chooses the doors
	 * @return what they have thrown; empty if all of them are open
	 */
	public List<RuntimeException> reopen(Predicate<Door> which) {
		synchronized (this.monitor) {
			List<Door> closed = (this.open ? this.shut : this.doors).stream().filter(which).toList();
			this.open = true;
			return openEach(closed);
		}
	}

	/**
	 * Try those doors again that {@link #reopen()} could not open. Does nothing when the
	 * gate was closed since.
	 * @return what they have thrown; empty if none is left
	 */
	public List<RuntimeException> retry() {
		synchronized (this.monitor) {
			return this.open ? openEach(List.copyOf(this.shut)) : List.of();
		}
	}

	private List<RuntimeException> openEach(List<Door> closed) {
		this.shut.clear();
		List<RuntimeException> failures = new ArrayList<>();
		for (Door door : closed) {
			try {
				door.open();
			}
			catch (RuntimeException ex) {
				this.shut.add(door);
				failures.add(ex);
			}
		}
		return failures;
	}

	/**
	 * Close every door; returns when none of them accepts any more. One that fails keeps
	 * none of the others open; what the first has thrown is passed on in the end. Does
	 * nothing when the gate is closed.
	 */
	public void close() {
		synchronized (this.monitor) {
			if (!this.open) {
				return;
			}
			this.open = false;
			this.shut.clear();
			List<RuntimeException> failures = closeDoors();
			if (!failures.isEmpty()) {
				RuntimeException first = failures.remove(0);
				failures.forEach(first::addSuppressed);
				throw first;
			}
		}
	}

	private List<RuntimeException> closeDoors() {
		List<RuntimeException> failures = new ArrayList<>();
		for (Door door : this.doors) {
			try {
				door.close();
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		}
		return failures;
	}

	/**
	 * Return whether connections are accepted.
	 * @return whether the gate is open
	 */
	public boolean isOpen() {
		synchronized (this.monitor) {
			return this.open;
		}
	}

}
