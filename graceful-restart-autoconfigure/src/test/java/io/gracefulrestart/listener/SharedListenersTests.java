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
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.PortSharing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Listeners} on ports that processes share.
 */
class SharedListenersTests {

	private final InheritedListeners inherited = InheritedListeners.none();

	private Descriptor predecessors;

	private HandedOffListeners handedOff;

	private Listeners listeners;

	private DescriptorCount before;

	@BeforeEach
	void prepare() throws IOException {
		this.before = DescriptorCount.now();
		this.predecessors = Sockets.listening(Sockets.loopback(0));
		this.handedOff = HandedOffListeners
			.of(List.of(new HandedOffListener("http", Sockets.loopback(0), false, this.predecessors.duplicate()),
					new HandedOffListener("management", Sockets.loopback(0), false,
							Sockets.listening(Sockets.loopback(0)))));
		this.listeners = new Listeners(ListenerMode.REUSE_PORT, this.inherited);
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.listeners.close();
		this.handedOff.close();
		this.predecessors.close();
		this.inherited.close();
		this.before.assertNoMore();
	}

	@Test
	void listensWhenItBeginsAndNotBefore() throws IOException {
		Listener listener = this.listeners.obtain(request("http"));
		assertThat(listener.origin()).isEqualTo(Origin.REUSE_PORT);
		assertThat(listener.isListening()).isFalse();
		assertThat(listener.sharing()).isNull();
		assertThat(listener.hasPending()).isFalse();
		InetSocketAddress address = (InetSocketAddress) listener.address();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(address).close());
		listener.begin();
		listener.begin();
		assertThat(listener.isListening()).isTrue();
		assertThat(listener.sharing()).isNotNull();
		Sockets.assertAccepts(listener);
	}

	@Test
	void predecessorThatHasBoundItsPortForItselfIsMadeToShareIt() throws IOException {
		this.listeners.offer(this.handedOff);
		assertThat(new PortSharing(this.predecessors).isAllowed()).isFalse();
		Listener listener = this.listeners.obtain(request("http"));
		assertThat(new PortSharing(this.predecessors).isAllowed()).isTrue();
		assertThat(Sockets.port(listener)).isEqualTo(Sockets.port(this.predecessors));
		assertThat(listener.inode()).isNotEqualTo(this.predecessors.inode());
		assertThat(this.listeners.besides()).extracting(Listener::inode).containsExactly(this.predecessors.inode());
	}

	@Test
	void whenThePredecessorIsGoneThenItsListenersTakeThePlaces() throws IOException {
		this.listeners.offer(this.handedOff);
		Listener listener = this.listeners.obtain(request("http"));
		Listener other = this.listeners.obtain(request("grpc"));
		this.listeners.takePlaces();
		assertThat(listener.inode()).isEqualTo(this.predecessors.inode());
		assertThat(listener.origin()).isEqualTo(Origin.HANDOFF);
		assertThat(other.origin()).isEqualTo(Origin.REUSE_PORT);
		assertThat(this.listeners.besides()).isEmpty();
		Sockets.assertAccepts(listener);
	}

	@Test
	void whoListensAlreadyKeepsItsPlace() throws IOException {
		this.listeners.offer(this.handedOff);
		Listener listener = this.listeners.obtain(request("http"));
		listener.begin();
		this.listeners.takePlaces();
		assertThat(listener.origin()).isEqualTo(Origin.REUSE_PORT);
		assertThat(this.listeners.besides()).hasSize(1);
	}

	@Test
	void managementPortIsNotShared() throws IOException {
		Listener bound = this.listeners.obtain(request("management"));
		assertThat(bound.origin()).isEqualTo(Origin.BIND);
		try (Listeners others = new Listeners(ListenerMode.REUSE_PORT, this.inherited)) {
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> others.obtain(Sockets.request("management", Sockets.loopback(Sockets.port(bound)))))
				.satisfies((ex) -> assertThat(ex.mode()).isEqualTo(ListenerMode.REUSE_PORT));
		}
		this.listeners.release("management");
		this.listeners.offer(this.handedOff);
		assertThat(this.listeners.obtain(request("management")).origin()).isEqualTo(Origin.HANDOFF);
	}

	@Test
	void twoListenersOfOneProcessDoNotShareAPort() throws IOException {
		Listener listener = this.listeners.obtain(request("http"));
		assertThatExceptionOfType(PortTakenException.class)
			.isThrownBy(() -> this.listeners.obtain(Sockets.request("other", Sockets.loopback(Sockets.port(listener)))))
			.satisfies((ex) -> {
				assertThat(ex.name()).isEqualTo("other");
				assertThat(ex.holder()).isNotNull();
				assertThat(ex.holder().pid()).isEqualTo(ProcessHandle.current().pid());
			});
	}

	@Test
	void portThatIsNotSharedIsFoundAtOnce() throws IOException {
		InetSocketAddress taken = Sockets.loopback(Sockets.port(this.predecessors));
		assertThatExceptionOfType(PortTakenException.class)
			.isThrownBy(() -> this.listeners.obtain(Sockets.request("http", taken)));
	}

	private static ListenerRequest request(String name) {
		return Sockets.request(name, Sockets.loopback(0));
	}

	private static Socket connect(InetSocketAddress address) throws IOException {
		return new Socket(address.getAddress(), address.getPort());
	}

}
