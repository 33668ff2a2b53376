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

package io.gracefulrestart.session;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.state.StateExchange;
import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.time.Deadline;
import org.apache.catalina.LifecycleException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Copying}: a successor that has not started its web server yet when it
 * is connected.
 */
@Timeout(120)
class EarlyCopyTests {

	@TempDir
	Path directory;

	private Side one;

	private Side two;

	private StateExchange toTwo;

	private StateExchange toOne;

	private String used;

	private String unused;

	@BeforeEach
	void connect() throws LifecycleException, IOException {
		this.one = new Side(this.directory, null).start();
		this.used = this.one.create((session) -> session.setAttribute("written", new Written()));
		this.unused = this.one.create((session) -> session.setAttribute("written", new Written()));
		Written.times.set(0);
		this.two = new Side(this.directory, null);
		StateExchange[] ends = Side.connect(this.one, this.two);
		this.toTwo = ends[0];
		this.toOne = ends[1];
	}

	@AfterEach
	void close() {
		this.toTwo.close();
		this.toOne.close();
		this.two.close();
		this.one.close();
	}

	private void startTwo() throws LifecycleException {
		this.two.start();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.two.knows(this.used) && this.two.knows(this.unused));
	}

	@Test
	void sessionsAreCopiedWhileTheSuccessorStarts() throws LifecycleException {
		startTwo();
		assertThat(Written.times).hasValue(2);
		assertThat(this.one.owns(this.used)).isTrue();
		assertThat(this.two.owns(this.used)).isFalse();
		assertThat(this.two.sessions().getActiveSessions()).isZero();
	}

	@Test
	void whenItIsReadyOnlyWhatHasChangedIsCopied() throws LifecycleException {
		startTwo();
		this.one.count(this.used);
		String later = this.one.create((session) -> session.setAttribute("name", "Ada"));
		this.toTwo.snapshot();
		assertThat(Written.times).hasValue(3);
		this.toTwo.give();
		assertThat(Written.times).hasValue(3);
		assertThat(this.two.count(this.used)).isEqualTo(2);
		assertThat(this.two.peek(this.unused, "written")).isInstanceOf(Written.class);
		assertThat(this.two.peek(later, "name")).isEqualTo("Ada");
		assertThat(this.one.destroyed).isEmpty();
	}

	@Test
	void theSuccessorAsksForWhatItHasNotHeardOf() throws LifecycleException {
		startTwo();
		String later = this.one.create((session) -> session.setAttribute("name", "Ada"));
		assertThat(this.two.count(later)).isEqualTo(1);
		assertThat(this.one.owns(later)).isFalse();
		assertThat(this.two.count(this.used)).isEqualTo(1);
	}

	@Test
	void thePredecessorGetsThemBack() throws LifecycleException {
		startTwo();
		this.toTwo.snapshot();
		this.toTwo.give();
		this.two.count(this.used);
		String later = this.two.create((session) -> session.setAttribute("name", "Ada"));
		this.toOne.give();
		assertThat(this.one.count(this.used)).isEqualTo(2);
		assertThat(this.one.peek(this.unused, "written")).isInstanceOf(Written.class);
		assertThat(this.one.peek(later, "name")).isEqualTo("Ada");
	}

	@Test
	void whatEndsMeanwhileIsNotThere() throws LifecycleException {
		startTwo();
		this.one.request(this.unused, (session) -> session.invalidate());
		this.toTwo.snapshot();
		this.toTwo.give();
		this.toTwo.close();
		assertThat(this.two.count(this.unused)).isZero();
		assertThat(this.two.count(this.used)).isEqualTo(1);
	}

	@Test
	void ofWhatEndsMeanwhileTheSuccessorHearsBeforeItIsReady() throws LifecycleException {
		startTwo();
		this.one.request(this.unused, (session) -> session.invalidate());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !this.two.knows(this.unused));
	}

	@Test
	void aSuccessorThatFailsTellsNobodyOfTheEndOfSessionsThatLiveOn() throws LifecycleException {
		this.two.serves = false;
		startTwo();
		this.toTwo.close();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(this.two::isAlone);
		this.two.sessions().processExpires();
		assertThat(this.two.sessions().getActiveSessions()).isZero();
		this.two.close();
		assertThat(this.two.destroyed).isEmpty();
		this.two = new Side(this.directory, null).start();
	}

	@Test
	void thatSuccessorHasThemWhenItServes() throws LifecycleException {
		this.two.serves = false;
		startTwo();
		this.toTwo.close();
		this.two.serves = true;
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			this.two.sessions().processExpires();
			return this.two.sessions().getActiveSessions() == 2;
		});
	}

	@Test
	void aPredecessorThatDiesBeforeTheSuccessorIsReadyLosesNothingThatWasCopied() throws LifecycleException {
		startTwo();
		this.toTwo.close();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.two.count(this.used) > 0);
		assertThat(this.two.peek(this.used, "written")).isInstanceOf(Written.class);
	}

	@Test
	void noRequestWaitsForASuccessorThatStartsAndDoesNotRead() throws Exception {
		Frozen frozen = new Frozen();
		this.one.state().attached(frozen);
		this.one.state().hear(frozen, greeting());
		assertThat(frozen.asked.await(20, TimeUnit.SECONDS)).isTrue();
		Thread request = new Thread(() -> this.one.request(this.used, (session) -> session.invalidate()));
		request.start();
		request.join(20_000);
		assertThat(request.isAlive()).isFalse();
		assertThat(frozen.told).isEmpty();
		frozen.reads.countDown();
		String id = this.used;
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> frozen.told.stream().anyMatch((message) -> isEnded(message.duplicate(), id)));
		this.one.state().detached(frozen);
	}

	private static ByteBuffer greeting() {
		ByteBuffer message = ByteBuffer.allocate(100);
		SessionMessage.write(SessionMessage.Type.GREETING, "", null,
				ByteBuffer.allocate(Short.BYTES).putShort(SessionMessage.VERSION).array(), (length) -> message);
		return message.flip();
	}

	private static boolean isEnded(ByteBuffer messages, String id) {
		while (messages.hasRemaining()) {
			SessionMessage next = SessionMessage.decode(messages);
			if (next != null && next.type() == SessionMessage.Type.ENDED && next.id().equals(id)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A way to a successor that does not read yet.
	 */
	private static final class Frozen implements StateLink {

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CountDownLatch reads = new CountDownLatch(1);

		private final List<ByteBuffer> told = new CopyOnWriteArrayList<>();

		@Override
		public void tell(ByteBuffer message) throws IOException {
			this.asked.countDown();
			try {
				this.reads.await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
			ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
			this.told.add(copy);
		}

		@Override
		public ByteBuffer ask(ByteBuffer question, Deadline deadline) {
			throw new AssertionError("Nothing is asked of it");
		}

		@Override
		public Neighbour neighbour() {
			return Neighbour.SUCCESSOR;
		}

	}

	/**
	 * Counts how often one of its kind is written.
	 */
	private static final class Written implements Serializable {

		private static final long serialVersionUID = 1L;

		private static final AtomicInteger times = new AtomicInteger();

		private void writeObject(ObjectOutputStream out) throws IOException {
			times.incrementAndGet();
			out.defaultWriteObject();
		}

	}

}
