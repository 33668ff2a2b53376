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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InheritedListeners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InheritedListenersTests extends AbstractListenerSourceTests {

	private int port;

	@Override
	ListenerSource source() throws IOException {
		Descriptor descriptor = Sockets.listening(Sockets.loopback(0));
		this.port = Sockets.port(descriptor);
		return InheritedListeners
			.of(Map.of("SERVER_STARTER_PORT", "127.0.0.1:" + this.port + "=" + Sockets.number(descriptor)), 1);
	}

	@Override
	ListenerRequest request() {
		return Sockets.request("http", Sockets.loopback(this.port));
	}

	@Override
	Origin origin() {
		return Origin.SERVER_STARTER;
	}

	@Override
	void close(ListenerSource source) {
		((InheritedListeners) source).close();
	}

	@Test
	void eachCanBeTakenOnceUntilItIsClosed() throws IOException {
		try (InheritedListeners source = systemd("http")) {
			Listener first = source.take(any("http"));
			assertThat(source.take(any("http"))).isNull();
			assertThat(source.unclaimed()).isEmpty();
			first.close();
			assertThat(source.unclaimed()).hasSize(1);
			try (Listener again = source.take(any("http"))) {
				assertThat(again.inode()).isEqualTo(first.inode());
				Sockets.assertAccepts(again);
			}
		}
	}

	@Test
	void nameDecidesBeforeThePort() throws IOException {
		try (InheritedListeners source = systemd("web.socket", "http")) {
			int portOfFirst = Sockets.port(source.unclaimed().get(0));
			int portOfSecond = Sockets.port(source.unclaimed().get(1));
			try (Listener listener = source.take(Sockets.request("http", Sockets.wildcard(portOfFirst)))) {
				assertThat(Sockets.port(listener)).isEqualTo(portOfSecond);
			}
		}
	}

	@Test
	void portDecidesAmongThoseOfOneName() throws IOException {
		try (InheritedListeners source = systemd("http", "http")) {
			int portOfSecond = Sockets.port(source.unclaimed().get(1));
			try (Listener listener = source.take(Sockets.request("http", Sockets.loopback(portOfSecond)))) {
				assertThat(Sockets.port(listener)).isEqualTo(portOfSecond);
			}
		}
	}

	@Test
	void portDecidesWhenNoNameFits() throws IOException {
		try (InheritedListeners source = systemd("app.socket", "app.socket")) {
			int portOfSecond = Sockets.port(source.unclaimed().get(1));
			try (Listener listener = source.take(Sockets.request("management", Sockets.wildcard(portOfSecond)))) {
				assertThat(Sockets.port(listener)).isEqualTo(portOfSecond);
				assertThat(listener.name()).isEqualTo("management");
				assertThat(listener.origin()).isEqualTo(Origin.SYSTEMD);
			}
		}
	}

	@Test
	void certainAddressIsNotServedByTheWildcard() throws IOException {
		try (InheritedListeners source = systemd(new InetSocketAddress(0), "a.socket", "b.socket")) {
			int wildcardPort = Sockets.port(source.unclaimed().get(0));
			assertThat(source.take(Sockets.request("http", Sockets.loopback(wildcardPort)))).isNull();
			source.take(Sockets.request("http", Sockets.wildcard(wildcardPort))).close();
		}
	}

	@Test
	void onlyListenerIsTheMainOneWhateverItsPort(CapturedOutput output) throws IOException {
		try (InheritedListeners source = systemd("app.socket")) {
			assertThat(source.take(Sockets.request("management", Sockets.wildcard(1)))).isNull();
			try (Listener listener = source.take(Sockets.request("http", Sockets.wildcard(1)))) {
				assertThat(listener.requested()).isEqualTo(Sockets.wildcard(1));
				assertThat(output).contains("Listener http takes 127.0.0.1:" + Sockets.port(listener)
						+ " from systemd, not the configured 0.0.0.0:1");
			}
		}
	}

	@Test
	void onlyListenerIsNotTheMainOneIfItHasAnotherName() throws IOException {
		try (InheritedListeners source = systemd("management")) {
			assertThat(source.take(Sockets.request("http", Sockets.wildcard(1)))).isNull();
			source.take(any("management")).close();
		}
	}

	@Test
	void noneOfSeveralIsTheMainOneByChance() throws IOException {
		try (InheritedListeners source = systemd("app.socket", "app.socket")) {
			assertThat(source.take(Sockets.request("http", Sockets.wildcard(1)))).isNull();
			assertThat(source.take(any("http"))).isNull();
		}
	}

	@Test
	void unclaimedOnesAreClosedAndTakenOnesStay() throws IOException {
		try (InheritedListeners source = systemd("http", "other"); Listener http = source.take(any("http"))) {
			Listener other = source.unclaimed().get(0);
			source.closeUnclaimed();
			assertThat(other.isOpen()).isFalse();
			assertThat(source.unclaimed()).isEmpty();
			Sockets.assertAccepts(http);
		}
	}

	@Test
	void nothingIsPromisedByAnEmptyEnvironment() throws IOException {
		try (InheritedListeners source = InheritedListeners.of(Map.of(), 1)) {
			assertThat(source.unclaimed()).isEmpty();
			assertThat(source.take(any("http"))).isNull();
		}
		assertThat(InheritedListeners.ofProcess()).isSameAs(InheritedListeners.ofProcess());
	}

	@Test
	void descriptorThatIsNotOpenIsRefused() {
		assertRefused("0.0.0.0:8080=99999", "descriptor 99999 is not open");
	}

	@Test
	void descriptorThatIsNoSocketIsRefusedAndLeftAlone() throws IOException {
		int pipe = Sockets.numberOfPipe();
		assertRefused("0.0.0.0:8080=" + pipe, "descriptor " + pipe + " is not a socket");
		assertThat(Sockets.numberOfPipe()).isEqualTo(pipe);
	}

	@Test
	void socketThatDoesNotListenIsRefusedAndLeftAlone() throws IOException {
		try (Descriptor bound = Sockets.bound(Sockets.loopback(0))) {
			int number = Sockets.number(bound);
			assertRefused("0.0.0.0:8080=" + number,
					"descriptor " + number + " is a socket, but not a TCP or Unix stream socket that listens");
			assertThat(Sockets.number(bound)).isEqualTo(number);
		}
	}

	@Test
	void listenerOfAnotherPortThanItsNameIsRefusedAndLeftAlone() throws IOException {
		try (Descriptor listening = Sockets.listening(Sockets.loopback(0))) {
			int number = Sockets.number(listening);
			assertRefused("127.0.0.1:1=" + number, "descriptor " + number + " listens on 127.0.0.1:"
					+ Sockets.port(listening) + ", not on 127.0.0.1:1");
			assertThat(Sockets.number(listening)).isEqualTo(number);
		}
	}

	@Test
	void sameDescriptorTwiceIsRefused() throws IOException {
		Descriptor listening = Sockets.listening(Sockets.loopback(0));
		int number = Sockets.number(listening);
		assertRefused("0=" + number + ";127.0.0.1:0=" + number, "descriptor " + number + " is named twice");
	}

	private static void assertRefused(String value, String reason) {
		assertThatExceptionOfType(InheritedListenerException.class)
			.isThrownBy(() -> InheritedListeners.of(Map.of("SERVER_STARTER_PORT", value), 1))
			.withMessageStartingWith("Environment variable SERVER_STARTER_PORT=" + value + " cannot be used: " + reason)
			.satisfies((ex) -> {
				assertThat(ex.variable()).isEqualTo("SERVER_STARTER_PORT");
				assertThat(ex.value()).isEqualTo(value);
				assertThat(ex.reason()).isEqualTo(reason);
			});
	}

	private static InheritedListeners systemd(String... names) throws IOException {
		return systemd(Sockets.loopback(0), names);
	}

	private static InheritedListeners systemd(InetSocketAddress address, String... names) throws IOException {
		List<InheritedDescriptor> descriptors = new ArrayList<>();
		for (String name : names) {
			int number = Sockets.number(Sockets.listening(address));
			descriptors.add(new InheritedDescriptor(name, number, Origin.SYSTEMD, "LISTEN_FDS", "1"));
		}
		return InheritedListeners.adopt(descriptors);
	}

	private static ListenerRequest any(String name) {
		return Sockets.request(name, Sockets.wildcard(0));
	}

}
