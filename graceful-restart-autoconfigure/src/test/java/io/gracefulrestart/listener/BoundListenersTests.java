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
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.gracefulrestart.fd.NativeException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BoundListeners}.
 */
class BoundListenersTests extends AbstractListenerSourceTests {

	@Override
	ListenerSource source() {
		return new BoundListeners(ListenerMode.BIND);
	}

	@Override
	ListenerRequest request() {
		return Sockets.request("http", Sockets.loopback(0));
	}

	@Override
	Origin origin() {
		return Origin.BIND;
	}

	@Override
	void close(ListenerSource source) {
		// It has nothing.
	}

	@Test
	void takenPortNamesListenerAddressAndHolder() throws IOException {
		BoundListeners source = new BoundListeners(ListenerMode.BIND);
		try (Listener first = source.take(request())) {
			int port = Sockets.port(first);
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> source.take(Sockets.request("other", Sockets.loopback(port))))
				.isInstanceOf(BindException.class)
				.withMessageStartingWith("Listener 'other': bind(127.0.0.1:" + port
						+ ") failed: EADDRINUSE (Address already in use); this process, ")
				.withCauseInstanceOf(NativeException.class)
				.satisfies((ex) -> {
					assertThat(ex.name()).isEqualTo("other");
					assertThat(ex.address()).isEqualTo(Sockets.loopback(port));
					assertThat(ex.holder().pid()).isEqualTo(ProcessHandle.current().pid());
					assertThat(ex.holder().command()).endsWith("/java");
				});
		}
	}

	@Test
	void wildcardIsTakenWhenOneAddressIs() throws IOException {
		BoundListeners source = new BoundListeners(ListenerMode.BIND);
		try (Listener first = source.take(request())) {
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> source.take(Sockets.request("http", Sockets.wildcard(Sockets.port(first)))));
		}
	}

	@Test
	void addressOfAnotherHostIsAnErrorOfItsOwn() throws IOException {
		byte[] documentation = { (byte) 192, 0, 2, 1 };
		ListenerRequest request = Sockets.request("http",
				new InetSocketAddress(InetAddress.getByAddress(documentation), 0));
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> new BoundListeners(ListenerMode.BIND).take(request))
			.withMessageStartingWith("bind(192.0.2.1:0) failed: EADDRNOTAVAIL");
	}

}
