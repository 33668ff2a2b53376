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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 16: with WELCOME come more, fewer or other descriptors than it announces, which are
 * those of one listener and of the control listener.
 */
@Timeout(180)
class WrongDescriptorsIntegrationTests {

	private static final String COUNT = "WELCOME announces 3 descriptors for 1 listeners and the control socket"
			+ " and the state, and ";

	@RegisterExtension
	static final Rig rig = new Rig();

	// Each test has used the control socket that the one before has left.
	@AfterAll
	static void theNextHandoffWorks() {
		rig.handOver();
	}

	@Test
	void whenOneIsMissingThenSuccessorRefusesAndNothingHasChanged() {
		assertRefused((passed) -> passed.subList(0, 2), COUNT + "2 came");
	}

	@Test
	void whenOneMoreComesThenSuccessorRefusesAndNothingHasChanged() {
		assertRefused((passed) -> List.of(passed.get(0), passed.get(1), passed.get(2), passed.get(0)),
				COUNT + "4 came");
	}

	@Test
	void whenListenerIsNoSocketThenSuccessorRefusesAndNothingHasChanged() throws Exception {
		// Of all files this one is open for certain; its number stays with its owner.
		try (Descriptor file = Descriptor.inherited(0).duplicate()) {
			assertRefused(insteadOfListener(file), "Descriptor of listener 'http' is not a socket: ", "ENOTSOCK");
		}
	}

	@Test
	void whenListenerDoesNotListenThenSuccessorRefusesAndNothingHasChanged() throws Exception {
		try (Descriptor bound = bound()) {
			assertRefused(insteadOfListener(bound),
					"Descriptor of listener 'http' is a stream socket that does not listen");
		}
	}

	@Test
	void whenListenerIsOfAnotherPortThenSuccessorRefusesAndNothingHasChanged() throws Exception {
		try (Descriptor other = bound()) {
			ListeningSockets.listen(other, 1);
			InetSocketAddress address = (InetSocketAddress) SocketDescription.of(other).localAddress();
			assertThat(address).isNotNull();
			assertRefused(insteadOfListener(other), "Listener 'http' on ", ":" + rig.port() + " (",
					" was announced, but 'http' on ", ":" + address.getPort() + " (");
		}
	}

	@Test
	void whenListenerIsOfAnotherFamilyThenSuccessorRefusesAndNothingHasChanged() {
		assertRefused((passed) -> List.of(passed.get(1), passed.get(1), passed.get(2)), "Listener 'http' on ",
				":" + rig.port() + " (INET", " was announced, but 'http' on ", rig.controlSocket() + " (UNIX) came");
	}

	@Test
	void whenTheChannelForStateIsNoneThenSuccessorRefusesAndNothingHasChanged() {
		assertRefused((passed) -> List.of(passed.get(0), passed.get(1), passed.get(0)),
				"Descriptor of the channel for state is not a connection between Unix sockets");
	}

	private static UnaryOperator<List<Descriptor>> insteadOfListener(Descriptor other) {
		return (passed) -> List.of(other, passed.get(1), passed.get(2));
	}

	private static Descriptor bound() throws IOException {
		return ListeningSockets.bind(new InetSocketAddress(0), BindOptions.EXCLUSIVE);
	}

	private static void assertRefused(UnaryOperator<List<Descriptor>> change, String... reason) {
		Unchanged unchanged = rig.unchanged();
		Relay relay = rig.relay(Frame.WELCOME);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		relay.pass(change);
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", successor.output())).contains("APPLICATION FAILED TO START").contains(reason);
		unchanged.verifySoFar("FAILED", reason[0]);
	}

}
