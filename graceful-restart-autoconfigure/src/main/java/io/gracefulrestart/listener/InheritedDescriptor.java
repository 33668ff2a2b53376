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

import io.gracefulrestart.fd.AddressText;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.fd.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that an environment variable promises; nobody owns it yet.
 *
 * @param name what the supervisor calls it
 * @param number its number
 * @param origin the supervisor
 * @param variable the variable that names it
 * @param value value of that variable
 */
record InheritedDescriptor(String name, int number, Origin origin, String variable, String value) {

	/**
	 * Take ownership of it, if it is what the variable says. That it is open proves
	 * nothing: the JVM opens files of its own at the first numbers that are free.
	 * @return the listener, owned by the caller
	 * @throws InheritedListenerException if it is not a listening stream socket; it is
	 * left alone then
	 * @throws IOException if the kernel cannot be asked
	 */
	Listener adopt() throws IOException {
		SocketDescription description = describe();
		SocketAddress address = description.localAddress();
		if (address == null || !description.listening() || description.kind() != SocketKind.STREAM) {
			throw failure("is a socket, but not a TCP or Unix stream socket that listens", null);
		}
		if (this.origin == Origin.SERVER_STARTER && !ServerStarterEnvironment.isTrue(this.name, address)) {
			throw failure("listens on " + AddressText.of(address) + ", not on " + this.name, null);
		}
		Descriptor descriptor = Descriptor.inherited(this.number);
		try {
			return Listener.of(this.name, this.origin, null, descriptor);
		}
		catch (IOException | RuntimeException ex) {
			descriptor.close();
			throw ex;
		}
	}

	private SocketDescription describe() throws IOException {
		try {
			return SocketDescription.ofInherited(this.number);
		}
		catch (NativeException ex) {
			throw switch (ex.errnoName()) {
				case "EBADF" -> failure("is not open", ex);
				case "ENOTSOCK" -> failure("is not a socket", ex);
				default -> ex;
			};
		}
	}

	private InheritedListenerException failure(String reason, @Nullable NativeException cause) {
		return new InheritedListenerException(this.variable, this.value, "descriptor " + this.number + " " + reason,
				cause);
	}

	/**
	 * Return whether the name was chosen by a person, and so tells which listener is
	 * meant: systemd calls a socket after its unit when nobody has named it, and a stored
	 * one {@code stored}; Server::Starter knows no names.
	 * @return whether the name means something
	 */
	boolean hasOwnName() {
		return this.origin == Origin.SYSTEMD && !this.name.endsWith(".socket")
				&& !SystemdEnvironment.DEFAULT_NAMES.contains(this.name);
	}

}
