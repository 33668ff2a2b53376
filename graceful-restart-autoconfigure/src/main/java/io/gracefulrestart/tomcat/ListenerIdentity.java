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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Set;

import io.gracefulrestart.listener.Listener;

/**
 * What Tomcat may know of the listening socket: its true address. The channel that really
 * accepts has cached the address of the mold it was made from, so Tomcat never sees it.
 *
 * @param listener the listener that is described
 */
record ListenerIdentity(Listener listener) implements NetworkChannel {

	@Override
	public SocketAddress getLocalAddress() {
		return this.listener.address();
	}

	@Override
	public NetworkChannel bind(SocketAddress local) {
		throw new UnsupportedOperationException("A listener is bound where it comes from");
	}

	@Override
	public <T> NetworkChannel setOption(SocketOption<T> name, T value) {
		throw new UnsupportedOperationException("Options of a shared listener are not changed here");
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		throw new UnsupportedOperationException("Options of a shared listener are not read here");
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return Set.of();
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close() {
		// The endpoint closes its acceptance; the listener belongs to Listeners.
	}

}
