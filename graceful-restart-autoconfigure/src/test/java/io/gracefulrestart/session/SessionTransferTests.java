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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.state.StateExchange;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Session;
import org.apache.catalina.realm.GenericPrincipal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rules by which sessions go from one process to another, over real
 * channels.
 * <p>
 * Long, because each rule by which a session moves has its test.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SessionTransferTests {

	@TempDir
	Path directory;

	private final List<AutoCloseable> open = new ArrayList<>();

	private Side one;

	private Side two;

	private StateExchange toTwo;

	private StateExchange toOne;

	@BeforeEach
	void connect() throws LifecycleException, IOException {
		this.one = side();
		this.two = side();
		StateExchange[] ends = connect(this.one, this.two);
		this.toTwo = ends[0];
		this.toOne = ends[1];
	}

	private Side side() throws LifecycleException {
		Side side = new Side(this.directory, null).start();
		this.open.add(side);
		return side;
	}

	private StateExchange[] connect(Side predecessor, Side successor) throws IOException {
		StateExchange[] ends = Side.connect(predecessor, successor);
		this.open.add(0, ends[0]);
		this.open.add(0, ends[1]);
		return ends;
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	private static void await(Side side, String id) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> side.owns(id));
	}

	@Test
	void whatWasNotChangedSinceTheSnapshotGoesOnWhereItWas() {
		String id = this.one.create((session) -> {
			session.setAttribute("name", "Ada");
			session.setMaxInactiveInterval(77);
		});
		this.toTwo.snapshot();
		assertThat(this.one.owns(id)).isTrue();
		assertThat(this.two.owns(id)).isFalse();
		assertThat(this.two.sessions().getActiveSessions()).isZero();
		this.toTwo.give();
		assertThat(this.one.owns(id)).isFalse();
		assertThat(this.two.owns(id)).isTrue();
		assertThat(this.one.sessions().getActiveSessions()).isZero();
		assertThat(this.two.request(id, (session) -> {
			assertThat(session.getAttribute("name")).isEqualTo("Ada");
			assertThat(session.getMaxInactiveInterval()).isEqualTo(77);
			assertThat(session.isNew()).isFalse();
		})).isTrue();
		assertThat(this.one.destroyed).isEmpty();
	}

	@Test
	void whatHasChangedSinceTheSnapshotAndWhatIsNewIsNotLost() {
		String id = this.one.create((session) -> {
		});
		this.one.count(id);
		this.toTwo.snapshot();
		this.one.count(id);
		String later = this.one.create((session) -> {
		});
		this.one.count(later);
		this.toTwo.give();
		assertThat(this.two.count(id)).isEqualTo(3);
		assertThat(this.two.count(later)).isEqualTo(2);
	}

	@Test
	void requestBeforeItsTurnGetsTheSessionAndLateOnesGetItBack() {
		String id = this.one.create((session) -> {
		});
		this.toTwo.snapshot();
		assertThat(this.two.count(id)).isEqualTo(1);
		this.toTwo.give();
		assertThat(this.one.count(id)).isEqualTo(2);
		// Given as soon as the late request is over.
		await(this.two, id);
		assertThat(this.two.count(id)).isEqualTo(3);
		String late = this.one.create((session) -> {
		});
		await(this.two, late);
		String created = this.two.create((session) -> {
		});
		assertThat(this.one.count(created)).isEqualTo(1);
		assertThat(this.two.count(created)).isEqualTo(2);
	}

	@Test
	void unknownMeansUnknown() {
		this.toTwo.snapshot();
		this.toTwo.give();
		assertThat(this.one.begin("nobody")).isNull();
		assertThat(this.two.begin("nobody")).isNull();
	}

	@Test
	void whatIsUsedStaysUntilItsLastUseEnds() {
		String id = this.one.create((session) -> {
		});
		this.toTwo.snapshot();
		Session first = this.one.begin(id);
		Session second = this.one.begin(id);
		this.toTwo.give();
		assertThat(this.one.owns(id)).isTrue();
		first.endAccess();
		assertThat(this.one.owns(id)).isTrue();
		second.getSession().setAttribute("last", "word");
		second.endAccess();
		await(this.two, id);
		assertThat(this.two.peek(id, "last")).isEqualTo("word");
	}

	@Test
	void whatALongRequestChangesAfterItWasGivenIsMergedWhenItEnds() {
		String id = this.one.create((session) -> {
			session.setAttribute("both", "old");
			session.setAttribute("removed", "old");
		});
		this.toTwo.snapshot();
		Session stream = this.one.begin(id);
		this.toTwo.give();
		// Half a second, and no longer.
		assertThat(this.two.count(id)).isEqualTo(1);
		stream.getSession().setAttribute("stream", "new");
		stream.getSession().setAttribute("both", "new");
		stream.getSession().removeAttribute("removed");
		stream.endAccess();
		Awaitility.await().until(() -> "new".equals(this.two.peek(id, "stream")));
		assertThat(this.two.peek(id, "both")).isEqualTo("new");
		assertThat(this.two.peek(id, "removed")).isNull();
		assertThat(this.two.count(id)).isEqualTo(2);
	}

	@Test
	void settleGivesWhatIsStillUsedAndItComesBackWithTheChanges() {
		String id = this.one.create((session) -> session.setAttribute("a", 1));
		this.toTwo.snapshot();
		this.toTwo.give();
		Session stream = this.one.begin(id);
		this.toTwo.settle();
		assertThat(this.two.owns(id)).isTrue();
		this.two.count(id);
		stream.getSession().setAttribute("a", 2);
		assertThat(this.one.count(id)).isEqualTo(2);
		assertThat(this.one.peek(id, "a")).isEqualTo(2);
		stream.endAccess();
		await(this.two, id);
		assertThat(this.two.peek(id, "a")).isEqualTo(2);
	}

	@Test
	void whatEndsAtOneEndsAtTheOtherAndOnlyItsOwnerHears() {
		String before = this.one.create((session) -> {
		});
		String after = this.one.create((session) -> {
		});
		String streamed = this.one.create((session) -> {
		});
		this.toTwo.snapshot();
		this.one.request(before, HttpSession::invalidate);
		Session stream = this.one.begin(streamed);
		this.toTwo.give();
		assertThat(this.two.begin(before)).isNull();
		this.two.request(after, HttpSession::invalidate);
		assertThat(this.one.begin(after)).isNull();
		this.toTwo.settle();
		stream.getSession().invalidate();
		stream.endAccess();
		Awaitility.await().until(() -> this.two.begin(streamed) == null);
		assertThat(this.one.destroyed).containsExactly(before, streamed);
		assertThat(this.two.destroyed).containsExactly(after);
	}

	@Test
	void newIdentifierHoldsOnBothSides() {
		String id = this.one.create((session) -> {
		});
		this.toTwo.snapshot();
		Session login = this.one.begin(id);
		this.toTwo.give();
		String changed = this.one.sessions().rotateSessionId(login);
		login.endAccess();
		await(this.two, changed);
		assertThat(this.two.begin(id)).isNull();
		assertThat(this.two.count(changed)).isEqualTo(1);
		Session again = this.two.begin(changed);
		String second = this.two.sessions().rotateSessionId(again);
		again.endAccess();
		assertThat(this.one.begin(changed)).isNull();
		assertThat(this.one.count(second)).isEqualTo(2);
	}

	@Test
	void onlyWhatIsHereExpiresHere() {
		String id = this.one.create((session) -> session.setMaxInactiveInterval(1));
		String used = this.one.create((session) -> session.setMaxInactiveInterval(1));
		this.toTwo.snapshot();
		this.toTwo.give();
		Session late = this.one.begin(used);
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			this.one.sessions().processExpires();
			this.two.sessions().processExpires();
			return !this.two.destroyed.isEmpty() && !this.one.destroyed.isEmpty();
		});
		assertThat(this.two.destroyed).containsExactly(id);
		assertThat(this.one.destroyed).containsExactly(used);
		late.endAccess();
		assertThat(this.one.begin(id)).isNull();
		assertThat(this.two.begin(used)).isNull();
	}

	@Test
	void whenTheSuccessorDiesWhatWasGivenIsTakenBackAsItWas() {
		String id = this.one.create((session) -> {
		});
		this.one.count(id);
		this.toTwo.snapshot();
		this.toTwo.give();
		this.two.count(id);
		this.toOne.close();
		Awaitility.await().until(() -> this.one.count(id) == 2);
		String other = this.one.create((session) -> {
		});
		this.toTwo.reclaim();
		assertThat(this.one.owns(id)).isTrue();
		assertThat(this.one.count(other)).isEqualTo(1);
		assertThat(this.one.destroyed).isEmpty();
	}

	@Test
	void whenThePredecessorDiesTheSnapshotCounts(CapturedOutput output) {
		String id = this.one.create((session) -> {
		});
		String idle = this.one.create((session) -> {
		});
		this.one.count(id);
		this.toTwo.snapshot();
		this.toTwo.close();
		Awaitility.await().until(() -> this.two.count(id) == 2);
		this.two.sessions().processExpires();
		assertThat(this.two.owns(idle)).isTrue();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void rollbackGivesEverythingBack() {
		String id = this.one.create((session) -> {
		});
		String untouched = this.one.create((session) -> session.setAttribute("name", "Ada"));
		this.toTwo.snapshot();
		this.toTwo.give();
		this.two.count(id);
		String created = this.two.create((session) -> {
		});
		Session late = this.two.begin(created);
		this.toOne.give();
		assertThat(this.one.count(id)).isEqualTo(2);
		assertThat(this.one.peek(untouched, "name")).isEqualTo("Ada");
		assertThat(this.one.owns(untouched)).isTrue();
		late.endAccess();
		await(this.one, created);
		this.toOne.settle();
		this.toTwo.reclaim();
		this.toOne.close();
		this.two.sessions().processExpires();
		assertThat(this.two.sessions().getActiveSessions()).isZero();
		assertThat(this.one.sessions().getActiveSessions()).isEqualTo(3);
	}

	@Test
	void questionIsPassedOnToTheGenerationBeforeLast() throws Exception {
		String id = this.one.create((session) -> {
		});
		this.toTwo.snapshot();
		this.toTwo.give();
		Session late = this.one.begin(id);
		Side three = side();
		StateExchange toThree = connect(this.two, three)[0];
		toThree.snapshot();
		toThree.give();
		String unheard = this.one.create((session) -> {
		});
		late.endAccess();
		assertThat(three.count(id)).isEqualTo(1);
		assertThat(three.count(unheard)).isEqualTo(1);
		assertThat(this.one.count(id)).isEqualTo(2);
		toThree.settle();
		assertThat(three.count(id)).isEqualTo(3);
	}

	@Test
	void attributesHearThatTheyGoAndCome() {
		String id = this.one.create((session) -> session.setAttribute("listener", new Traveller()));
		this.toTwo.snapshot();
		this.toTwo.give();
		assertThat(this.two.peek(id, "listener")).hasToString("went, came");
	}

	@Test
	void whatIsBeingGivenWhenEverythingIsTakenBackIsTakenBackToo() throws Exception {
		CountDownLatch written = new CountDownLatch(1);
		CountDownLatch goesOn = new CountDownLatch(1);
		Slow.whenWritten = () -> {
			written.countDown();
			assertThat(goesOn.await(20, TimeUnit.SECONDS)).isTrue();
			return null;
		};
		String id = this.one.create((session) -> {
		});
		// From here on both have greeted, and nobody copies any more.
		this.toTwo.snapshot();
		this.one.request(id, (session) -> session.setAttribute("slow", new Slow()));
		Thread giving = new Thread(this.toTwo::give);
		giving.start();
		assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
		this.toTwo.reclaim();
		goesOn.countDown();
		giving.join();
		assertThat(this.one.owns(id)).isTrue();
		assertThat(this.one.sessions().getActiveSessions()).isEqualTo(1);
	}

	@Test
	void whoWasAuthenticatedByTheContainerIsSoAtTheSuccessor() {
		String id = this.one.create((session) -> {
		});
		LiveSession session = this.one.sessions().known(id);
		session.setAuthType("FORM");
		session.setPrincipal(new GenericPrincipal("ada", List.of("admin")));
		this.toTwo.snapshot();
		this.toTwo.give();
		LiveSession there = this.two.sessions().known(id);
		assertThat(there.getAuthType()).isEqualTo("FORM");
		assertThat(there.getPrincipal()).isInstanceOfSatisfying(GenericPrincipal.class, (principal) -> {
			assertThat(principal.getName()).isEqualTo("ada");
			assertThat(principal.hasRole("admin")).isTrue();
			assertThat(principal.hasRole("root")).isFalse();
		});
	}

	private static final class Slow implements Serializable {

		private static final long serialVersionUID = 1L;

		private static volatile Callable<Void> whenWritten;

		private void writeObject(ObjectOutputStream out) throws IOException {
			try {
				whenWritten.call();
			}
			catch (Exception ex) {
				throw new IOException(ex);
			}
			out.defaultWriteObject();
		}

	}

	private static final class Traveller implements HttpSessionActivationListener, Serializable {

		private static final long serialVersionUID = 1L;

		private String story = "";

		@Override
		public void sessionWillPassivate(HttpSessionEvent event) {
			this.story += "went";
		}

		@Override
		public void sessionDidActivate(HttpSessionEvent event) {
			this.story += ", came";
		}

		@Override
		public String toString() {
			return this.story;
		}

	}

}
