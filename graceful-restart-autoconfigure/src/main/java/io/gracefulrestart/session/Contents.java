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

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import org.apache.catalina.authenticator.Constants;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is in sessions into bytes and back. What cannot be is left out, with a
 * warning for each name and class.
 */
final class Contents {

	/** Name of how a user was authenticated by the container. */
	static final String AUTHENTICATION_TYPE = "authType";

	/** Name of whom the container has authenticated. */
	static final String PRINCIPAL = "principal";

	/** Name of the identifier that an authenticator expects, see Tomcat. */
	static final String EXPECTED_ID = Constants.SESSION_ID_NOTE;

	private static final Log logger = LogFactory.getLog(Contents.class);

	// Less than the longest message.
	private static final int MAXIMUM = 12 << 20;

	private final ObjectInputFilter filter;

	private final ObjectWriter objects = new ObjectWriter();

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	Contents(ObjectInputFilter filter) {
		this.filter = filter;
	}

	/**
	 * Turn them into bytes.
	 * @param attributes the application's attributes
	 * @param excluded those of them that are not written
	 * @param container the container's own
	 * @return the bytes
	 */
	byte[] write(Map<String, Object> attributes, BiPredicate<String, Object> excluded,
			Map<String, @Nullable Object> container) {
		List<Entry> entries = new ArrayList<>(attributes.size());
		attributes.forEach((name, value) -> {
			if (!excluded.test(name, value)) {
				add(entries, Entry.ATTRIBUTE, name, value);
			}
		});
		container.forEach((name, value) -> {
			if (value != null) {
				add(entries, Entry.CONTAINER, name, value);
			}
		});
		return entries.isEmpty() ? Entry.NONE : Entry.write(entries);
	}

	// What the application's own code throws while it is written stays with its
	// attribute.
	private void add(List<Entry> entries, byte scope, String name, Object value) {
		if (!(value instanceof Serializable)) {
			warn(name, value.getClass().getName(), "it is not Serializable");
			return;
		}
		try {
			Entry entry = Value.write(scope, name, value, this.objects);
			if (isFull(entries, entry.value().length)) {
				warn(name, value.getClass().getName(), "the session is too large with it");
				return;
			}
			entries.add(entry);
		}
		catch (NotSerializableException ex) {
			warn(name, value.getClass().getName(), "it holds a " + ex.getMessage() + ", which is not Serializable");
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			warn(name, value.getClass().getName(), ex.toString());
		}
	}

	private static boolean isFull(List<Entry> entries, long length) {
		long all = length;
		for (Entry entry : entries) {
			all += entry.value().length;
		}
		return all > MAXIMUM;
	}

	/**
	 * Turn bytes into what they were.
	 * @param bytes the bytes
	 * @param loader knows the application's classes
	 * @return attributes and what is the container's
	 */
	Read read(byte[] bytes, ClassLoader loader) {
		Read read = new Read(new LinkedHashMap<>(), new LinkedHashMap<>());
		for (Entry entry : Entry.read(bytes).values()) {
			Map<String, @Nullable Object> target = (entry.scope() == Entry.ATTRIBUTE) ? read.attributes
					: read.container;
			if (entry.kind() == Entry.GONE) {
				target.put(entry.name(), null);
			}
			else {
				Object value = value(entry, loader);
				if (value != null) {
					target.put(entry.name(), value);
				}
			}
		}
		return read;
	}

	private @Nullable Object value(Entry entry, ClassLoader loader) {
		try {
			return Value.read(entry, loader, this.filter);
		}
		catch (ClassNotFoundException | NoClassDefFoundError ex) {
			warn(entry.name(), String.valueOf(ex.getMessage()), "this version does not have the class");
		}
		catch (IOException | RuntimeException | LinkageError | StackOverflowError ex) {
			warn(entry.name(), "another version", ex.toString());
		}
		return null;
	}

	private void warn(String name, String type, String reason) {
		if (this.warned.add(name + " " + type)) {
			logger.warn("Attribute '" + name + "' (" + type + ") of sessions is lost in the handoff: " + reason);
		}
	}

	/**
	 * Gather what is the container's.
	 * @param authType how a user was authenticated
	 * @param principal who
	 * @param expectedId the identifier that an authenticator expects
	 * @return all by their names
	 */
	static Map<String, @Nullable Object> container(@Nullable String authType, @Nullable Principal principal,
			@Nullable Object expectedId) {
		if (authType == null && principal == null && expectedId == null) {
			return Map.of();
		}
		Map<String, @Nullable Object> container = new LinkedHashMap<>();
		container.put(AUTHENTICATION_TYPE, authType);
		container.put(PRINCIPAL, principal);
		container.put(EXPECTED_ID, expectedId);
		return container;
	}

	/**
	 * Tell what has changed.
	 * @param before bytes of a session as it was
	 * @param after bytes of the session as it is
	 * @return what is different as bytes, {@code null} if nothing is
	 */
	static byte @Nullable [] changes(byte[] before, byte[] after) {
		Map<String, Entry> old = Entry.read(before);
		List<Entry> changes = new ArrayList<>();
		Entry.read(after).forEach((key, entry) -> {
			if (!entry.equals(old.remove(key))) {
				changes.add(entry);
			}
		});
		old.values().forEach((entry) -> changes.add(entry.gone()));
		return changes.isEmpty() ? null : Entry.write(changes);
	}

	/**
	 * What was read.
	 *
	 * @param attributes attributes by name, {@code null} for one that is gone
	 * @param container the container's own, likewise
	 */
	record Read(Map<String, @Nullable Object> attributes, Map<String, @Nullable Object> container) {

	}

}
