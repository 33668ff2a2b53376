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
import java.util.Objects;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.NativeException;

/**
 * Listeners that this process makes itself. Stateless.
 */
final class BoundListeners implements ListenerSource {

	private final ListenerMode mode;

	private final UnixListeners unix;

	/**
	 * Create a source.
	 * @param mode how listeners are obtained, for who has to say why one is not
	 */
	BoundListeners(ListenerMode mode) {
		this.mode = mode;
		this.unix = new UnixListeners(mode);
	}

	/**
	 * Make the listener, which takes connections in from now on.
	 * @throws PortTakenException if another socket listens there
	 * @throws NativeException {@code EACCES} (port under 1024), {@code EADDRNOTAVAIL}
	 * (not an address of this host)
	 * @throws SocketPathException if a path cannot be used
	 */
	@Override
	public Listener take(ListenerRequest request) throws IOException {
		if (!(request.address() instanceof InetSocketAddress address)) {
			return this.unix.bind(request, Objects.requireNonNull(request.path()));
		}
		try {
			return bind(request, address);
		}
		catch (NativeException ex) {
			if (ex.errnoName().equals("EADDRINUSE")) {
				throw new PortTakenException(request, this.mode, PortHolder.find(address), ex);
			}
			throw ex;
		}
	}

	private static Listener bind(ListenerRequest request, InetSocketAddress address) throws IOException {
		Descriptor descriptor = ListeningSockets.bind(address, BindOptions.EXCLUSIVE);
		try {
			ListeningSockets.listen(descriptor, request.backlog());
			return Listener.of(request.name(), Origin.BIND, request.address(), descriptor);
		}
		catch (IOException | RuntimeException ex) {
			descriptor.close();
			throw ex;
		}
	}

}
