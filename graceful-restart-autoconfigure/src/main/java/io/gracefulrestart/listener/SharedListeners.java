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

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PortSharing;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that this process makes itself, on ports that others share. They are bound
 * early, so that a conflict is found at the start, and take connections in when the gate
 * opens. Stateless.
 */
final class SharedListeners {

	/**
	 * Make the listener, which takes no connections in yet.
	 * @param request what is asked for
	 * @param asked the address in it
	 * @param handedOff what a predecessor has passed, {@code null} if there is none: its
	 * own listener is made to share its port
	 * @return the listener, owned by the caller
	 * @throws PortTakenException if another socket is bound there that does not share its
	 * port, or is another user's
	 * @throws NativeException {@code EACCES} (port under 1024), {@code EADDRNOTAVAIL}
	 * (not an address of this host)
	 */
	Listener take(ListenerRequest request, InetSocketAddress asked, @Nullable HandedOffListeners handedOff)
			throws IOException {
		Listener predecessors = (handedOff != null) ? handedOff.find(request) : null;
		InetSocketAddress address = asked;
		if (predecessors != null) {
			try (Descriptor copy = predecessors.duplicate()) {
				PortSharing.allow(copy);
			}
			if (request.isForAnyPort() && predecessors.address() instanceof InetSocketAddress chosen) {
				address = chosen;
			}
		}
		try {
			return bind(request, address);
		}
		catch (NativeException ex) {
			if (ex.errnoName().equals("EADDRINUSE")) {
				throw new PortTakenException(request, ListenerMode.REUSE_PORT, PortHolder.find(address), ex);
			}
			throw ex;
		}
	}

	private static Listener bind(ListenerRequest request, InetSocketAddress address) throws IOException {
		Descriptor descriptor = ListeningSockets.bind(address, BindOptions.REUSE_PORT);
		try {
			return Listener.bound(request, descriptor);
		}
		catch (IOException | RuntimeException ex) {
			descriptor.close();
			throw ex;
		}
	}

}
