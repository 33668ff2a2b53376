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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortSharing}, with real listeners that share a port.
 */
@Timeout(60)
class PortSharingTests {

	private static final int CONNECTIONS = 60;

	private final List<Descriptor> members = new ArrayList<>();

	private final List<Socket> clients = new ArrayList<>();

	private DescriptorCount before;

	private InetSocketAddress address;

	@BeforeEach
	void count() {
		assertThat(NativeSupport.get().isAvailable()).isTrue();
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void close() throws IOException {
		this.members.forEach(Descriptor::close);
		for (Socket client : this.clients) {
			client.close();
		}
		this.before.assertNoMore();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "::, ::1", "::, 127.0.0.1" })
	void newConnectionsGoToAnyOtherListener(String bind, String connect) throws IOException {
		join(bind, 3);
		for (Descriptor leaving : this.members) {
			PortSharing sharing = new PortSharing(leaving);
			assertThat(sharing.members()).isEqualTo(3);
			assertThat(sharing.steerAway()).isEqualTo(Steering.STEERED);
			this.members.forEach(PortSharingTests::drain);
			connect(connect, CONNECTIONS);
			for (Descriptor member : this.members) {
				assertThat(drain(member)).satisfies((queued) -> {
					if (member == leaving) {
						assertThat(queued).isZero();
					}
					else {
						assertThat(queued).isGreaterThan(CONNECTIONS / 10);
					}
				});
			}
		}
	}

	@Test
	void whenOneHasLeftThenTheLastTakesItsNumber() throws IOException {
		join("127.0.0.1", 3);
		this.members.remove(0).close();
		PortSharing sharing = new PortSharing(this.members.get(1));
		assertThat(sharing.steerAway()).isEqualTo(Steering.STEERED);
		this.members.forEach(PortSharingTests::drain);
		connect("127.0.0.1", CONNECTIONS);
		assertThat(drain(this.members.get(0))).isEqualTo(CONNECTIONS);
		assertThat(drain(this.members.get(1))).isZero();
	}

	@Test
	void whenReleasedThenAllGetTheirShare() throws IOException {
		join("127.0.0.1", 2);
		PortSharing sharing = new PortSharing(this.members.get(0));
		assertThat(sharing.steerAway()).isEqualTo(Steering.STEERED);
		sharing.release();
		sharing.release();
		this.members.forEach(PortSharingTests::drain);
		connect("127.0.0.1", CONNECTIONS);
		assertThat(drain(this.members.get(0))).isBetween(CONNECTIONS / 10, CONNECTIONS - CONNECTIONS / 10);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void whenOneHasYieldedAndIsClosedThenTheOthersGetTheirShare(int index) throws IOException {
		join("127.0.0.1", 3);
		Descriptor leaving = this.members.remove(index);
		PortSharing sharing = new PortSharing(leaving);
		assertThat(sharing.steerAway()).isEqualTo(Steering.STEERED);
		drain(leaving);
		this.members.forEach(PortSharingTests::drain);
		sharing.giveWay();
		connect("127.0.0.1", CONNECTIONS);
		assertThat(drain(leaving)).isZero();
		leaving.close();
		this.members.forEach(PortSharingTests::drain);
		connect("127.0.0.1", CONNECTIONS);
		assertThat(this.members).allSatisfy((member) -> assertThat(drain(member)).isGreaterThan(CONNECTIONS / 10));
	}

	@Test
	void whoLeavesOrJoinsIsNoticed() throws IOException {
		join("127.0.0.1", 3);
		PortSharing leaving = new PortSharing(this.members.get(0));
		PortSharing staying = new PortSharing(this.members.get(1));
		assertThat(leaving.steerAway()).isEqualTo(Steering.STEERED);
		assertThat(leaving.hasChanged()).isFalse();
		assertThat(staying.hasLost()).isFalse();
		this.members.remove(2).close();
		assertThat(leaving.hasChanged()).isTrue();
		assertThat(staying.hasLost()).isTrue();
		assertThat(staying.hasLost()).isFalse();
		assertThat(leaving.steerAway()).isEqualTo(Steering.STEERED);
		join(1);
		assertThat(leaving.hasChanged()).isTrue();
		assertThat(staying.hasLost()).isFalse();
	}

	@Test
	void withoutAnotherListenerNothingIsSteered() throws IOException {
		join("127.0.0.1", 1);
		PortSharing sharing = new PortSharing(this.members.get(0));
		assertThat(sharing.steerAway()).isEqualTo(Steering.ALONE);
		connect("127.0.0.1", 1);
		assertThat(drain(this.members.get(0))).isEqualTo(1);
	}

	@Test
	void whatIsIgnoredIsCountedAndWhatWasQueuedStays() throws IOException {
		join("127.0.0.1", 1);
		PortSharing sharing = new PortSharing(this.members.get(0));
		connect("127.0.0.1", 3);
		sharing.ignoreNew();
		long ignored = sharing.ignored();
		try (Socket client = new Socket()) {
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> client.connect(new InetSocketAddress("127.0.0.1", this.address.getPort()), 200));
		}
		assertThat(sharing.ignored()).isEqualTo(ignored + 1);
		assertThat(drain(this.members.get(0))).isEqualTo(3);
		sharing.admitNew();
		connect("127.0.0.1", 1);
		assertThat(drain(this.members.get(0))).isEqualTo(1);
	}

	@Test
	void listenerThatWasBoundAloneCanBeShared() throws IOException {
		Descriptor alone = ListeningSockets.bind(new InetSocketAddress("127.0.0.1", 0), BindOptions.EXCLUSIVE);
		this.members.add(alone);
		ListeningSockets.listen(alone, 10);
		assertThat(new PortSharing(alone).isAllowed()).isFalse();
		InetSocketAddress taken = (InetSocketAddress) SocketDescription.of(alone).localAddress();
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> ListeningSockets.bind(taken, BindOptions.REUSE_PORT));
		PortSharing.allow(alone);
		assertThat(new PortSharing(alone).isAllowed()).isTrue();
		Descriptor second = ListeningSockets.bind(taken, BindOptions.REUSE_PORT);
		this.members.add(second);
		ListeningSockets.listen(second, 10);
		assertThat(new PortSharing(alone).members()).isEqualTo(2);
	}

	@Test
	void nobodyIsHalfWayIntoTheQueueOnAQuietPort() throws IOException {
		join("127.0.0.1", 2);
		Handshakes handshakes = new PortSharing(this.members.get(0)).handshakes();
		handshakes.note();
		assertThat(handshakes.left()).isZero();
	}

	private void join(String bind, int count) throws IOException {
		this.address = new InetSocketAddress(bind, 0);
		join(count);
	}

	private void join(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			Descriptor member = ListeningSockets.bind(this.address, BindOptions.REUSE_PORT);
			this.members.add(member);
			ListeningSockets.listen(member, 2 * CONNECTIONS);
			SocketOptions.setNonBlocking(member);
			this.address = (InetSocketAddress) SocketDescription.of(member).localAddress();
		}
	}

	private void connect(String host, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			this.clients.add(new Socket(InetAddress.getByName(host), this.address.getPort()));
		}
	}

	// Accept and close what is queued.
	private static int drain(Descriptor member) {
		int accepted = 0;
		while (true) {
			try (Loan loan = Loan.of(member)) {
				int number = NativeSupport.libc().accept4(loan.number(), Linux.SOCK_CLOEXEC);
				if (number < 0) {
					return accepted;
				}
				Descriptor.owning(number).close();
				accepted++;
			}
		}
	}

}
