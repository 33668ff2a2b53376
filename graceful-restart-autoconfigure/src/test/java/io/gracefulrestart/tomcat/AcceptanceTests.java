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
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gracefulrestart.fd.OpenDescriptors;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.Listeners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Acceptance}: a real listener, real connections. Whoever is accepted
 * has to be one of the test's own clients, so that nothing of ours connects to its own
 * port.
 */
@Timeout(30)
class AcceptanceTests {

	private final Listeners listeners = TestListeners.create();

	private Listener listener;

	private Acceptance acceptance;

	private TestAcceptor acceptor;

	private TestClients clients;

	@BeforeEach
	void start() throws IOException {
		this.listener = TestListeners.bind(this.listeners);
		this.acceptance = new Acceptance(this.listener);
		this.acceptor = TestAcceptor.of(this.acceptance);
		this.clients = new TestClients(this.listener);
	}

	@AfterEach
	void stop() throws Exception {
		this.acceptor.close();
		this.clients.close();
		this.listeners.close();
	}

	@Test
	void closedDoorLeavesConnectionsInTheQueueAndOpenTakesThemAll() throws IOException {
		this.acceptor.parks();
		this.clients.connect(20);
		assertThat(this.listener.hasPending()).isTrue();
		assertThat(this.acceptor.accepted()).isEmpty();
		this.acceptance.open();
		assertAllAcceptedOnce();
	}

	@Test
	void blockedAcceptorIsWokenByCloseWithoutAnyConnection() throws IOException {
		this.acceptance.open();
		this.acceptor.blocksInTheKernel();
		this.acceptance.close();
		this.acceptor.parks();
		assertThat(this.listener.hasPending()).isFalse();
		assertThat(this.acceptor.woken()).as("went back to Tomcat").isZero();
		this.clients.connect(3);
		assertThat(this.listener.hasPending()).isTrue();
		this.acceptance.open();
		assertAllAcceptedOnce();
	}

	@Test
	void doorThatMovesAgainAndAgainUnderLoadLosesNobody() throws Exception {
		AtomicBoolean enough = new AtomicBoolean();
		CompletableFuture<Void> load = CompletableFuture.runAsync(() -> connectUntil(enough));
		for (int i = 0; i < 100; i++) {
			this.acceptance.open();
			int before = this.acceptor.accepted().size();
			Soon.await().until(() -> this.acceptor.accepted().size() > before);
			this.acceptance.close();
		}
		enough.set(true);
		load.get(5, TimeUnit.SECONDS);
		this.acceptance.open();
		assertAllAcceptedOnce();
	}

	@Test
	void onceCloseHasReturnedNobodyIsAcceptedAnyMore() throws IOException {
		for (int i = 0; i < 50; i++) {
			this.acceptance.open();
			this.clients.connect(4);
			this.acceptance.close();
			int taken = this.acceptance.inHand() + this.acceptor.accepted().size();
			this.clients.connect(1);
			this.acceptor.parks();
			assertThat(this.acceptor.accepted().size()).isLessThanOrEqualTo(taken);
			assertThat(this.acceptance.inHand()).isZero();
		}
		this.acceptance.open();
		assertAllAcceptedOnce();
	}

	@Test
	void acceptedConnectionIsInHandUntilItIsHandled() throws Exception {
		this.acceptor.close();
		this.acceptance.begin();
		this.acceptance.open();
		this.clients.connect(1);
		try (SocketChannel connection = this.acceptance.accept()) {
			assertThat(connection).isNotNull();
			assertThat(this.acceptance.inHand()).isEqualTo(1);
			this.acceptance.close();
			assertThat(this.acceptance.inHand()).isEqualTo(1);
			this.acceptance.handled();
			assertThat(this.acceptance.inHand()).isZero();
		}
	}

	@Test
	void wakeSendsTheAcceptorBackToTomcatOnceOpenOrNot() throws IOException {
		this.acceptor.parks();
		this.acceptance.wake();
		Soon.await().until(() -> this.acceptor.woken() == 1);
		this.acceptance.open();
		this.acceptor.blocksInTheKernel();
		this.acceptance.wake();
		Soon.await().until(() -> this.acceptor.woken() == 2);
		this.acceptor.blocksInTheKernel();
		this.clients.connect(2);
		assertAllAcceptedOnce();
		assertThat(this.acceptor.woken()).isEqualTo(2);
	}

	@Test
	void endedAcceptanceTakesNobodyUntilItBeginsAgain() throws Exception {
		this.acceptance.open();
		this.acceptor.close();
		this.clients.connect(2);
		assertThat(this.acceptance.accept()).isNull();
		assertThat(this.acceptance.accept()).isNull();
		this.acceptance.begin();
		this.acceptor = TestAcceptor.of(this.acceptance);
		assertAllAcceptedOnce();
	}

	@Test
	void interruptDoesNotEndTheAcceptor() throws IOException {
		this.acceptor.parks().thread().interrupt();
		this.acceptance.open();
		this.clients.connect(1);
		assertAllAcceptedOnce();
		this.acceptor.blocksInTheKernel().thread().interrupt();
		Soon.await().until(() -> !this.acceptor.thread().isInterrupted());
		this.acceptor.blocksInTheKernel();
		this.clients.connect(1);
		assertAllAcceptedOnce();
	}

	@Test
	void interruptedCloserStillWaitsAndKeepsItsFlag() throws IOException {
		this.acceptance.open();
		this.acceptor.blocksInTheKernel();
		Thread.currentThread().interrupt();
		this.acceptance.close();
		assertThat(Thread.interrupted()).isTrue();
		this.acceptor.parks();
		this.clients.connect(1);
		assertThat(this.listener.hasPending()).isTrue();
	}

	@Test
	void twoAcceptancesShareTheQueueAndNobodyIsLostWhenOneLeaves() throws Exception {
		Acceptance other = new Acceptance(this.listener);
		try (TestAcceptor otherAcceptor = TestAcceptor.of(other)) {
			this.acceptance.open();
			other.open();
			AtomicBoolean enough = new AtomicBoolean();
			CompletableFuture<Void> load = CompletableFuture.runAsync(() -> connectUntil(enough));
			Soon.await().until(() -> !otherAcceptor.accepted().isEmpty() && !this.acceptor.accepted().isEmpty());
			other.close();
			int atTheClose = this.acceptor.accepted().size();
			Soon.await().until(() -> this.acceptor.accepted().size() > atTheClose + 50);
			enough.set(true);
			load.get(10, TimeUnit.SECONDS);
			// One more wakes whoever blocks beside a queue that is not empty.
			this.clients.connect(1);
			Soon.await().untilAsserted(() -> {
				List<SocketAddress> accepted = new ArrayList<>(this.acceptor.accepted());
				accepted.addAll(otherAcceptor.accepted());
				assertThat(accepted).containsExactlyInAnyOrderElementsOf(this.clients.addresses());
			});
		}
	}

	@Test
	void noDescriptorIsLeftBehindHoweverOftenTheDoorMoves() throws IOException {
		this.acceptance.open();
		this.acceptor.blocksInTheKernel();
		this.acceptance.close();
		this.acceptor.parks();
		int before = sockets();
		for (int i = 0; i < 20; i++) {
			this.acceptance.open();
			this.acceptor.blocksInTheKernel();
			this.acceptance.close();
			this.acceptor.parks();
		}
		Soon.await().untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(before));
	}

	// Not more than the queue can hold.
	private void connectUntil(AtomicBoolean enough) {
		try {
			while (!enough.get()) {
				if (this.clients.addresses().size() - this.acceptor.accepted().size() < 100) {
					this.clients.connect(1);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int sockets() {
		return (int) OpenDescriptors.describe().values().stream().filter((to) -> to.startsWith("socket:")).count();
	}

	private void assertAllAcceptedOnce() {
		Soon.await().untilAsserted(() -> assertThat(this.acceptor.accepted()).hasSameSizeAs(this.clients.addresses()));
		assertThat(Set.copyOf(this.acceptor.accepted())).isEqualTo(Set.copyOf(this.clients.addresses()));
	}

}
