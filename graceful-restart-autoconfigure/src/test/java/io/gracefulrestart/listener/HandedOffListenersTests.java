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
import java.util.List;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PlainDescriptors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HandedOffListeners}.
 */
class HandedOffListenersTests extends AbstractListenerSourceTests {

	private int port;

	@Override
	ListenerSource source() throws IOException {
		Descriptor descriptor = Sockets.listening(Sockets.loopback(0));
		this.port = Sockets.port(descriptor);
		return HandedOffListeners.of(List.of(new HandedOffListener("http", null, false, descriptor)));
	}

	@Override
	ListenerRequest request() {
		return Sockets.request("http", Sockets.loopback(this.port));
	}

	@Override
	Origin origin() {
		return Origin.HANDOFF;
	}

	@Override
	void close(ListenerSource source) {
		((HandedOffListeners) source).close();
	}

	@Test
	void eachCanBeTakenOnce() throws IOException {
		try (HandedOffListeners source = passed("http", null); Listener first = source.take(any("http"))) {
			assertThat(first).isNotNull();
			assertThat(source.unclaimed()).isEmpty();
			assertThat(source.take(any("http"))).isNull();
		}
	}

	@Test
	void anyPortIsTakenByNameOnly() throws IOException {
		try (HandedOffListeners source = passed("http", null)) {
			assertThat(source.take(any("management"))).isNull();
			assertThat(source.unclaimed()).extracting(Listener::name).containsExactly("http");
			source.take(any("http")).close();
		}
	}

	@Test
	void renamedListenerIsFoundByItsPort() throws IOException {
		try (HandedOffListeners source = passed("http", null)) {
			int passedPort = Sockets.port(source.unclaimed().get(0));
			try (Listener listener = source.take(Sockets.request("web", Sockets.loopback(passedPort)))) {
				assertThat(listener.name()).isEqualTo("web");
				Sockets.assertAccepts(listener);
			}
		}
	}

	@Test
	void listenersThatChangedPlacesAreFoundByTheirPorts() throws IOException {
		Descriptor first = Sockets.listening(Sockets.loopback(0));
		Descriptor second = Sockets.listening(Sockets.loopback(0));
		int firstPort = Sockets.port(first);
		int secondPort = Sockets.port(second);
		try (HandedOffListeners source = HandedOffListeners
			.of(List.of(new HandedOffListener("http", null, false, first),
					new HandedOffListener("management", null, false, second)));
				Listener http = source.take(Sockets.request("http", Sockets.loopback(secondPort)));
				Listener management = source.take(Sockets.request("management", Sockets.loopback(firstPort)))) {
			assertThat(Sockets.port(http)).isEqualTo(secondPort);
			assertThat(Sockets.port(management)).isEqualTo(firstPort);
		}
	}

	@Test
	void listenerOfAnotherPortThanConfiguredIsNotTaken() throws IOException {
		try (HandedOffListeners source = passed("http", null)) {
			assertThat(source.take(Sockets.request("http", Sockets.loopback(1)))).isNull();
			assertThat(source.unclaimed()).hasSize(1);
		}
	}

	@Test
	void listenerOfAnotherHostThanConfiguredIsNotTaken() throws IOException {
		try (HandedOffListeners source = passed("http", null)) {
			int passedPort = Sockets.port(source.unclaimed().get(0));
			assertThat(source.take(Sockets.request("http", Sockets.wildcard(passedPort)))).isNull();
		}
	}

	@Test
	void listenerThatGotAnotherPortThanAskedForIsTakenWhenTheSameIsAskedAgain() throws IOException {
		try (HandedOffListeners source = passed("http", Sockets.loopback(8080));
				Listener listener = source.take(Sockets.request("http", Sockets.loopback(8080)))) {
			assertThat(Sockets.port(listener)).isNotEqualTo(8080);
			assertThat(listener.requested()).isEqualTo(Sockets.loopback(8080));
		}
	}

	@Test
	void wildcardOfEitherFamilyIsTheSame() throws IOException {
		Descriptor descriptor = Sockets.listening(new InetSocketAddress(0));
		int passedPort = Sockets.port(descriptor);
		try (HandedOffListeners source = HandedOffListeners
			.of(List.of(new HandedOffListener("http", null, false, descriptor)));
				Listener listener = source.take(Sockets.request("http", Sockets.wildcard(passedPort)))) {
			assertThat(listener).isNotNull();
		}
	}

	@Test
	void socketThatDoesNotListenIsRefusedAndAllAreClosed() throws IOException {
		Descriptor good = Sockets.listening(Sockets.loopback(0));
		Descriptor bad = Sockets.bound(Sockets.loopback(0));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HandedOffListeners.of(List.of(new HandedOffListener("good", null, false, good),
					new HandedOffListener("bad", null, false, bad))))
			.withMessageStartingWith("Descriptor of listener 'bad' is not a listening TCP or Unix stream socket");
		assertThat(good.isOpen()).isFalse();
		assertThat(bad.isOpen()).isFalse();
	}

	@Test
	void sameNameTwiceIsRefusedAndAllAreClosed() throws IOException {
		Descriptor first = Sockets.listening(Sockets.loopback(0));
		Descriptor second = Sockets.listening(Sockets.loopback(0));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HandedOffListeners.of(List.of(new HandedOffListener("http", null, false, first),
					new HandedOffListener("http", null, false, second))));
		assertThat(first.isOpen()).isFalse();
		assertThat(second.isOpen()).isFalse();
	}

	@Test
	void descriptorThatIsNoSocketIsRefusedAndClosed() {
		Descriptor event = PlainDescriptors.event();
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> HandedOffListeners.of(List.of(new HandedOffListener("http", null, false, event))))
			.satisfies((ex) -> assertThat(ex.errnoName()).isEqualTo("ENOTSOCK"));
		assertThat(event.isOpen()).isFalse();
	}

	private static HandedOffListeners passed(String name, @Nullable InetSocketAddress requested) throws IOException {
		return HandedOffListeners
			.of(List.of(new HandedOffListener(name, requested, false, Sockets.listening(Sockets.loopback(0)))));
	}

	private static ListenerRequest any(String name) {
		return Sockets.request(name, Sockets.loopback(0));
	}

}
