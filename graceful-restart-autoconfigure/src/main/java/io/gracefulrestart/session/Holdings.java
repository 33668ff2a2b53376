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

package io.gracefulrestart.session;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * What a session holds: objects, or bytes that have come for it and are turned into
 * objects when somebody looks. Thread safe; what comes waits for nobody.
 */
final class Holdings {

	private final Map<String, Object> attributes;

	private final Container container;

	private final Contents contents;

	private final AtomicReference<@Nullable Incoming> incoming = new AtomicReference<>();

	// Held while the application's objects are written and read.
	private final Object lock = new Object();

	// What was given while a request was still using it.
	private volatile byte @Nullable [] lent;

	/**
	 * Create holdings.
	 * @param attributes the attributes, which requests look at
	 * @param container the container's own
	 * @param contents turns them into bytes and back
	 */
	Holdings(Map<String, Object> attributes, Container container, Contents contents) {
		this.attributes = attributes;
		this.container = container;
		this.contents = contents;
	}

	/**
	 * All of it has come.
	 * @param bytes the bytes, see {@link Entry}
	 */
	void take(byte[] bytes) {
		this.incoming.set(Incoming.all(bytes));
	}

	/**
	 * Changes have come that requests of another process made while it was here already.
	 * @param changes the changes
	 */
	void takeChanges(byte[] changes) {
		this.incoming.updateAndGet((before) -> Incoming.and(before, changes));
	}

	/** It has come back as it was when it was given. */
	void takeAsItWas() {
		this.lent = null;
	}

	/** Nobody looks any more. */
	void drop() {
		this.incoming.set(null);
	}

	/**
	 * Note what is given while it is still used.
	 * @param bytes what is given
	 */
	void lend(byte[] bytes) {
		this.lent = bytes;
	}

	boolean isLent() {
		return this.lent != null;
	}

	/**
	 * Return what its users have changed since it was lent, which is over with that.
	 * @param excluded what is not the other process's
	 * @return the changes, {@code null} for none
	 */
	byte @Nullable [] changes(BiPredicate<String, Object> excluded) {
		synchronized (this.lock) {
			byte[] before = this.lent;
			byte[] changes = (before != null) ? Contents.changes(before, write(excluded)) : null;
			this.lent = null;
			return changes;
		}
	}

	/**
	 * Return it as bytes.
	 * @param excluded attributes that stay here
	 * @return the bytes, not changed by anybody
	 */
	byte[] write(BiPredicate<String, Object> excluded) {
		synchronized (this.lock) {
			Incoming untouched = this.incoming.get();
			byte[] bytes = (untouched != null) ? untouched.contents() : null;
			if (untouched != null && bytes != null && untouched.changes().isEmpty() && this.lent == null) {
				return bytes;
			}
			unfold();
			return this.contents.write(this.attributes, excluded, this.container.values());
		}
	}

	/**
	 * Turn what has come into objects.
	 * @return whether all of it was new
	 */
	boolean unfold() {
		if (this.incoming.get() == null) {
			return false;
		}
		boolean arrived = false;
		synchronized (this.lock) {
			Incoming next = this.incoming.get();
			while (next != null) {
				byte[] all = next.contents();
				if (all != null) {
					arrived = true;
					replace(all);
				}
				next.changes().forEach((changes) -> put(read(changes), Set.of()));
				next = this.incoming.compareAndSet(next, null) ? null : this.incoming.get();
			}
		}
		return arrived;
	}

	// What requests here have changed meanwhile holds. Nobody is to see less in between.
	private void replace(byte[] all) {
		Set<String> own = new HashSet<>();
		byte[] before = this.lent;
		if (before != null) {
			byte[] changed = Contents.changes(before,
					this.contents.write(this.attributes, (name, value) -> false, Map.of()));
			if (changed != null) {
				Entry.read(changed).values().forEach((entry) -> {
					if (entry.scope() == Entry.ATTRIBUTE) {
						own.add(entry.name());
					}
				});
			}
			this.lent = null;
		}
		Contents.Read read = read(all);
		put(read, own);
		this.attributes.keySet().removeIf((name) -> !own.contains(name) && read.attributes().get(name) == null);
	}

	private Contents.Read read(byte[] bytes) {
		return this.contents.read(bytes, this.container.loader());
	}

	private void put(Contents.Read read, Set<String> except) {
		read.attributes().forEach((name, value) -> {
			if (value == null) {
				this.attributes.remove(name);
			}
			else if (!except.contains(name)) {
				this.attributes.put(name, value);
			}
		});
		read.container().forEach(this.container::put);
	}

	/**
	 * What the container notes of a session.
	 */
	interface Container {

		ClassLoader loader();

		Map<String, @Nullable Object> values();

		void put(String name, @Nullable Object value);

	}

}
