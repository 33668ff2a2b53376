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

package io.gracefulrestart.handoff;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Locale;

import io.gracefulrestart.fd.AddressText;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.fd.SocketFamily;
import io.gracefulrestart.fd.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * What a predecessor says of a listener that it passes: the descriptor must bear it out.
 *
 * @param name name of the listener
 * @param family its address family
 * @param address what it is bound to, in the form of {@link AddressText}
 * @param requested what the predecessor's connector had asked for, in the same form,
 * which differs when a supervisor chose the address; {@code null} if it does not say
 * @param heldBySupervisor whether a supervisor holds the socket too, so that its path is
 * not this chain's to remove
 */
public record AnnouncedListener(String name, SocketFamily family, String address, @Nullable String requested,
		boolean heldBySupervisor) {

	private static final Field NAME = new Field(1, "name");

	private static final Field FAMILY = new Field(2, "family");

	private static final Field ADDRESS = new Field(3, "address");

	private static final Field REQUESTED = new Field(4, "requested");

	// Apart from addresses, since an older successor takes what it cannot read for an
	// error.
	private static final Field REQUESTED_PATH = new Field(5, "requested path");

	private static final Field HELD_BY_SUPERVISOR = new Field(6, "held by supervisor");

	/**
	 * Describe a listener that is passed.
	 * @param passed the listener, which stays the caller's
	 * @return the announcement
	 * @throws IOException if it is no listening stream socket, or cannot be asked
	 */
	static AnnouncedListener of(PassedListener passed) throws IOException {
		AnnouncedListener seen = of(passed.name(), passed.descriptor());
		SocketAddress requested = passed.requested();
		return new AnnouncedListener(seen.name, seen.family, seen.address,
				(requested != null) ? AddressText.of(requested) : null, passed.heldBySupervisor());
	}

	/**
	 * Describe a listener as the kernel sees it.
	 * @param name name of the listener
	 * @param descriptor the listener; stays the caller's
	 * @return the announcement, without what only its owner knows
	 * @throws IOException if it is no listening stream socket, or cannot be asked
	 */
	static AnnouncedListener of(String name, Descriptor descriptor) throws IOException {
		SocketDescription description = SocketDescription.of(descriptor);
		if (description.kind() != SocketKind.STREAM || !description.listening()) {
			throw new ProtocolException("Descriptor of listener '%s' is a %s socket that %s".formatted(name,
					description.kind().name().toLowerCase(Locale.ROOT),
					description.listening() ? "listens" : "does not listen"));
		}
		return new AnnouncedListener(name, description.family(), AddressText.of(description.localAddress()), null,
				false);
	}

	void write(FieldWriter writer) {
		writer.text(NAME, this.name)
			.text(FAMILY, this.family.name())
			.text(ADDRESS, this.address)
			.text(isPath(this.requested) ? REQUESTED_PATH : REQUESTED, this.requested)
			.number(HELD_BY_SUPERVISOR, this.heldBySupervisor ? 1 : 0);
	}

	private static boolean isPath(@Nullable String address) {
		return address != null && address.startsWith("/");
	}

	static AnnouncedListener read(FieldReader reader) throws ProtocolException {
		String requested = reader.optionalText(REQUESTED);
		Long held = reader.optionalNumber(HELD_BY_SUPERVISOR); // not told before there
																// were paths
		return new AnnouncedListener(reader.text(NAME), reader.constant(FAMILY, SocketFamily.class),
				reader.text(ADDRESS), (requested != null) ? requested : reader.optionalText(REQUESTED_PATH),
				held != null && held != 0);
	}

	/**
	 * Return whether another announcement is of the same socket under the same name.
	 * @param other the other announcement
	 * @return whether it is, whatever was asked for
	 */
	boolean isSameSocket(AnnouncedListener other) {
		return this.name.equals(other.name) && this.family == other.family && this.address.equals(other.address);
	}

	@Override
	public String toString() {
		return "'" + this.name + "' on " + this.address + " (" + this.family + ")";
	}

}
