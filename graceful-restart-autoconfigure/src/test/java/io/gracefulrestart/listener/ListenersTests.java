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
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Listeners}.
 */
class ListenersTests {

	private InheritedListeners inherited;

	private int inheritedPort;

	private HandedOffListeners handedOff;

	private int handedOffPort;

	private DescriptorCount before;

	@BeforeEach
	void prepare() throws IOException {
		this.before = DescriptorCount.now();
		Descriptor left = Sockets.listening(Sockets.loopback(0));
		this.inheritedPort = Sockets.port(left);
		this.inherited = InheritedListeners
			.of(Map.of("SERVER_STARTER_PORT", this.inheritedPort + "=" + Sockets.number(left)), 1);
		Descriptor passed = Sockets.listening(Sockets.loopback(0));
		this.handedOffPort = Sockets.port(passed);
		this.handedOff = HandedOffListeners.of(List.of(new HandedOffListener("http", null, false, passed)));
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.inherited.close();
		this.handedOff.close();
		this.before.assertNoMore();
	}

	@Test
	void autoTakesInheritedThenHandedOffThenBinds() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			Listener first = listeners.obtain(Sockets.request("a", Sockets.loopback(this.inheritedPort)));
			Listener second = listeners.obtain(Sockets.request("b", Sockets.loopback(this.handedOffPort)));
			Listener third = listeners.obtain(Sockets.request("c", Sockets.loopback(0)));
			assertThat(listeners.all()).containsExactly(first, second, third);
			assertThat(listeners.all()).extracting(Listener::origin)
				.containsExactly(Origin.SERVER_STARTER, Origin.HANDOFF, Origin.BIND);
			for (Listener listener : listeners.all()) {
				Sockets.assertAccepts(listener);
			}
			assertThat(listeners.unclaimed()).isEmpty();
		}
	}

	@Test
	void forcedModesUseNothingElse() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.BIND)) {
			assertThat(listeners.obtain(request("http")).origin()).isEqualTo(Origin.BIND);
		}
	}

	@Test
	void forcedHandoffTakesWhatThePredecessorPassed() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.HANDOFF)) {
			assertThat(listeners.obtain(request("http")).origin()).isEqualTo(Origin.HANDOFF);
		}
	}

	@Test
	void forcedInheritTakesWhatTheSupervisorLeft() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.INHERIT)) {
			assertThat(listeners.obtain(request("http")).origin()).isEqualTo(Origin.SERVER_STARTER);
		}
	}

	@Test
	void forcedInheritThatHasNothingSaysWhatToDo() {
		try (Listeners listeners = listeners(ListenerMode.INHERIT)) {
			assertThatExceptionOfType(ListenerUnavailableException.class)
				.isThrownBy(() -> listeners.obtain(Sockets.request("management", Sockets.wildcard(9090))))
				.withMessageStartingWith("Listener 'management' (0.0.0.0:9090) is not available in mode 'inherit': "
						+ "the supervisor left open only [" + this.inheritedPort + " 127.0.0.1:" + this.inheritedPort)
				.withMessageContaining("ListenStream=9090 and FileDescriptorName=management")
				.satisfies((ex) -> {
					assertThat(ex.name()).isEqualTo("management");
					assertThat(ex.mode()).isEqualTo(ListenerMode.INHERIT);
					assertThat(ex.address()).isEqualTo(Sockets.wildcard(9090));
					assertThat(ex.action()).endsWith("or set the mode to 'auto'");
				});
		}
	}

	@Test
	void forcedHandoffThatHasNothingSaysWhatToDo() throws IOException {
		try (Listeners listeners = new Listeners(ListenerMode.HANDOFF, this.inherited)) {
			assertThatExceptionOfType(ListenerUnavailableException.class)
				.isThrownBy(() -> listeners.obtain(request("http")))
				.withMessage("Listener 'http' (127.0.0.1:0) is not available in mode 'handoff': no predecessor passed"
						+ " a listener for it. Start it beside a running predecessor that has this listener, or set"
						+ " the mode to 'auto'");
		}
	}

	@Test
	void handedOffListenerOfAnotherPortIsNotTakenButBound() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			listeners.obtain(Sockets.request("first", Sockets.loopback(this.inheritedPort)));
			int free = freePort();
			Listener http = listeners.obtain(Sockets.request("http", Sockets.loopback(free)));
			assertThat(http.origin()).isEqualTo(Origin.BIND);
			assertThat(Sockets.port(http)).isEqualTo(free);
			assertThat(listeners.unclaimed()).extracting(Sockets::port).containsExactly(this.handedOffPort);
		}
	}

	@Test
	void unclaimedOnesAreClosedAtTheCommitAndTheOthersStay() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			Listener http = listeners.obtain(Sockets.request("a", Sockets.loopback(this.inheritedPort)));
			Listener unclaimed = listeners.unclaimed().get(0);
			listeners.closeUnclaimed();
			assertThat(unclaimed.isOpen()).isFalse();
			assertThat(listeners.unclaimed()).isEmpty();
			Sockets.assertAccepts(http);
		}
	}

	@Test
	void passedListenerGetsTheBacklogThatThisProcessAsksForOnceTheHandoffIsFinal() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.HANDOFF)) {
			listeners.obtain(new ListenerRequest("http", Sockets.loopback(this.handedOffPort), 1));
			listeners.confirm();
			assertThat(listeners.unclaimed()).isEmpty();
			// Linux queues one more than it was told; the next SYN is dropped.
			try (Socket first = connect(); Socket second = connect()) {
				assertThat(first.isConnected() && second.isConnected()).isTrue();
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::connect);
			}
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(Sockets.loopback(this.handedOffPort), 500);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void inheritedOneThatNobodyAsksForIsWarnedOfAndStays(CapturedOutput output) throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			listeners.warnOfUnclaimed();
			assertThat(output).containsOnlyOnce("Nothing in this application asked for listener ")
				.contains("127.0.0.1:" + this.inheritedPort);
			assertThat(listeners.unclaimed()).allMatch(Listener::isOpen).hasSize(2);
		}
	}

	@Test
	void sameNameCanBeAskedForAgainOnceReleased() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			ListenerRequest request = Sockets.request("a", Sockets.loopback(this.inheritedPort));
			Listener first = listeners.obtain(request);
			assertThatIllegalStateException().isThrownBy(() -> listeners.obtain(request));
			listeners.release("a");
			listeners.release("a");
			assertThat(first.isOpen()).isFalse();
			assertThat(listeners.all()).isEmpty();
			Listener second = listeners.obtain(request);
			assertThat(second.inode()).isEqualTo(first.inode());
			Sockets.assertAccepts(second);
		}
	}

	@Test
	void boundPortCanBeBoundAgainAtOnce() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.BIND)) {
			Listener first = listeners.obtain(request("http"));
			Sockets.assertAccepts(first);
			listeners.release("http");
			Listener second = listeners.obtain(Sockets.request("http", (InetSocketAddress) first.address()));
			Sockets.assertAccepts(second);
		}
	}

	@Test
	void nextContextOfTheSameProcessInheritsAgain() throws IOException {
		long inode;
		try (Listeners first = new Listeners(ListenerMode.AUTO, this.inherited)) {
			inode = first.obtain(request("http")).inode();
		}
		try (Listeners second = new Listeners(ListenerMode.AUTO, this.inherited)) {
			Listener listener = second.obtain(request("http"));
			assertThat(listener.inode()).isEqualTo(inode);
			Sockets.assertAccepts(listener);
		}
	}

	@Test
	void oneThatCannotBeHadLeavesTheOthersHeldUntilAllAreClosed() throws IOException {
		Listener http;
		try (Listeners listeners = listeners(ListenerMode.AUTO)) {
			http = listeners.obtain(request("http"));
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> listeners.obtain(Sockets.request("more", Sockets.wildcard(this.inheritedPort))));
			assertThat(listeners.all()).containsExactly(http);
		}
		assertThat(http.isOpen()).isFalse();
		assertThat(this.handedOff.unclaimed()).isEmpty();
	}

	@Test
	void closedOneGivesNothingMore() throws IOException {
		Listeners listeners = listeners(ListenerMode.AUTO);
		listeners.close();
		listeners.close();
		assertThat(listeners.all()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> listeners.obtain(request("http")));
		try (HandedOffListeners more = HandedOffListeners.of(List.of())) {
			assertThatIllegalStateException().isThrownBy(() -> listeners.offer(more));
		}
	}

	@Test
	void predecessorOffersOnce() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO);
				HandedOffListeners more = HandedOffListeners.of(List.of())) {
			assertThatIllegalStateException().isThrownBy(() -> listeners.offer(more));
		}
	}

	@Test
	void requestWithoutNameOrAddressIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Sockets.request(" ", Sockets.loopback(0)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Sockets.request("http", InetSocketAddress.createUnresolved("nowhere", 1)));
	}

	private Listeners listeners(ListenerMode mode) {
		Listeners listeners = new Listeners(mode, this.inherited);
		listeners.offer(this.handedOff);
		return listeners;
	}

	private static ListenerRequest request(String name) {
		return Sockets.request(name, Sockets.loopback(0));
	}

	private static int freePort() throws IOException {
		try (Descriptor free = Sockets.bound(Sockets.loopback(0))) {
			return Sockets.port(free);
		}
	}

}
