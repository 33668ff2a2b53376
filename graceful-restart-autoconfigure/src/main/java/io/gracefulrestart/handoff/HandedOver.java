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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gracefulrestart.fd.AddressText;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.fd.SocketFamily;
import io.gracefulrestart.fd.SocketKind;
import io.gracefulrestart.fd.StandardStreams;
import org.jspecify.annotations.Nullable;

/**
 * What came with WELCOME, after every descriptor has proved to be what was announced.
 *
 * @param listeners the listeners, in the predecessor's order
 * @param controlListener the control listener
 * @param streams where this process is to write to, {@code null} if that is its own
 * affair
 * @param state this end of the channel for state, {@code null} if there is none
 */
record HandedOver(List<PassedListener> listeners, Descriptor controlListener, @Nullable StandardStreams streams,
		@Nullable Descriptor state) {

	/**
	 * Check what came.
	 * @param welcome what was announced
	 * @param descriptors what came; stay the caller's if this fails
	 * @return the listeners
	 * @throws ProtocolException if there are more, fewer or other descriptors than
	 * announced
	 */
	static HandedOver check(Welcome welcome, List<Descriptor> descriptors) throws ProtocolException {
		int announced = welcome.listeners().size() + 1 + (welcome.streams() ? 2 : 0) + (welcome.state() ? 1 : 0);
		if (welcome.descriptors() != announced || descriptors.size() != announced) {
			throw new ProtocolException(
					"WELCOME announces %d descriptors for %d listeners and the control socket%s%s, and %d came"
						.formatted(welcome.descriptors(), welcome.listeners().size(),
								welcome.streams() ? " and two streams" : "", welcome.state() ? " and the state" : "",
								descriptors.size()));
		}
		List<PassedListener> listeners = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (AnnouncedListener listener : welcome.listeners()) {
			Descriptor descriptor = descriptors.get(listeners.size());
			check(listener, descriptor);
			if (!names.add(listener.name())) {
				throw new ProtocolException("WELCOME has two listeners '" + listener.name() + "'");
			}
			listeners
				.add(new PassedListener(listener.name(), requested(listener), listener.heldBySupervisor(), descriptor));
		}
		Descriptor controlListener = descriptors.get(listeners.size());
		if (describe("control", controlListener).family() != SocketFamily.UNIX) {
			throw new ProtocolException("Descriptor of the control listener is not a Unix socket");
		}
		return new HandedOver(listeners, controlListener,
				welcome.streams() ? streams(descriptors, listeners.size() + 1) : null,
				welcome.state() ? state(descriptors.get(announced - 1)) : null);
	}

	private static Descriptor state(Descriptor descriptor) throws ProtocolException {
		try {
			SocketDescription description = SocketDescription.of(descriptor);
			if (description.family() == SocketFamily.UNIX && description.kind() == SocketKind.STREAM
					&& !description.listening()) {
				return descriptor;
			}
		}
		catch (NativeException ex) {
			throw new ProtocolException("Descriptor of the channel for state: " + ex.getMessage());
		}
		throw new ProtocolException("Descriptor of the channel for state is not a connection between Unix sockets");
	}

	private static StandardStreams streams(List<Descriptor> descriptors, int first) throws ProtocolException {
		StandardStreams streams = new StandardStreams(descriptors.get(first), descriptors.get(first + 1));
		if (!streams.areUsable()) {
			throw new ProtocolException("Descriptors of the standard streams are not both open for writing");
		}
		return streams;
	}

	private static void check(AnnouncedListener announced, Descriptor descriptor) throws ProtocolException {
		AnnouncedListener actual = describe(announced.name(), descriptor);
		if (!actual.isSameSocket(announced)) {
			throw new ProtocolException("Listener %s was announced, but %s came".formatted(announced, actual));
		}
	}

	private static @Nullable SocketAddress requested(AnnouncedListener listener) throws ProtocolException {
		String text = listener.requested();
		if (text == null) {
			return null;
		}
		SocketAddress requested = AddressText.parse(text);
		if (requested == null) {
			throw new ProtocolException(
					"Listener " + listener + " was requested as '" + text + "', which is no address");
		}
		return requested;
	}

	private static AnnouncedListener describe(String name, Descriptor descriptor) throws ProtocolException {
		try {
			return AnnouncedListener.of(name, descriptor);
		}
		catch (ProtocolException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new ProtocolException("Descriptor of listener '" + name + "' is not a socket: " + ex.getMessage());
		}
	}

}
