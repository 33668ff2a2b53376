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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.ControlServer;
import io.gracefulrestart.handoff.ControlSocket;
import io.gracefulrestart.handoff.HandoffTimeouts;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.PassedListener;
import io.gracefulrestart.handoff.ReadyResult;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.ServingProcess;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.handoff.Takeover;
import io.gracefulrestart.handoff.TakeoverResult;
import io.gracefulrestart.handoff.VersionRange;
import io.gracefulrestart.launch.LaunchToken;
import io.gracefulrestart.supervisor.SupervisorSettings;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Restarts} and {@link Admission}: processes that are started and never
 * say a word, and a successor in their place, which is this process.
 */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class RestartsTests {

	private static final String SLEEP = "sleep 60";

	@TempDir
	private Path directory;

	private Path path;

	private Core core;

	private Restarts restarts;

	private PredecessorRole role;

	private ControlServer server;

	@BeforeEach
	void serve() throws IOException {
		serve("serving", SLEEP, LifecycleSettings.Takeover.ALLOWED);
	}

	private void serve(String name, String command, LifecycleSettings.Takeover takeover) throws IOException {
		this.path = this.directory.resolve(name);
		TestCore parts = new TestCore(new LifecycleSettings("demo", this.path, null, takeover, Duration.ofSeconds(20),
				null, true, DrainSettings.withoutGrace(Duration.ZERO, Duration.ofSeconds(10)), Duration.ZERO,
				List.of(command), null, SupervisorSettings.NONE, null));
		this.core = parts.core();
		this.restarts = new Restarts(this.core, () -> null, () -> null);
		this.restarts.open();
		this.role = new PredecessorRole(this.core, new Ending(this.core), this.restarts);
		parts.listen();
		this.core.gate().open();
		this.core.states().change(State.STARTING, State.SERVING);
		this.server = new ControlServer(ControlSocket.at(this.path).bind().orElseThrow(),
				new ServingProcess("demo", 1, 1L << 23, Processes.uid(), Instant.now(), Instant.now()), this.role,
				HandoffTimeouts.DEFAULTS);
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
		this.restarts.abandon();
		this.restarts.close();
		await().atMost(Duration.ofSeconds(10)).until(() -> this.restarts.current() == null);
		this.core.listeners().close();
	}

	@Test
	void processThatEndsTakesASuccessorAlongThatHasNotComeYet() throws Exception {
		Restart restart = this.restarts.begin(RestartKind.RESTART);
		LaunchToken token = token();
		assertThat(ProcessHandle.current().children()).isNotEmpty();
		this.restarts.abandon();
		assertThat(restart.settled().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10))
			.satisfies((result) -> {
				assertThat(result.outcome()).isEqualTo(RestartOutcome.FAILED);
				assertThat(result.reason()).startsWith("this process ends");
				assertThat(result.successor()).isNotNull();
				assertThat(Processes.isAlive(result.successor().pid())).isFalse();
			});
		assertThat(refusal(token.reveal()).reason()).isEqualTo(RefusalReason.TOO_LATE);
	}

	@Test
	void successorOfAnEarlierRestartIsNotTakenForOneThatWasStartedByHand() throws Exception {
		this.restarts.begin(RestartKind.REHEARSAL);
		LaunchToken first = token();
		this.restarts.abandon();
		await().until(() -> this.restarts.current() == null);
		this.restarts.begin(RestartKind.RESTART);
		LaunchToken second = token();
		assertThat(refusal(first.reveal()).reason()).isEqualTo(RefusalReason.BUSY);
		this.restarts.abandon();
		await().until(() -> this.restarts.current() == null);
		assertThat(refusal(first.reveal()).reason()).isEqualTo(RefusalReason.TOO_LATE);
		assertThat(refusal(second.reveal()).reason()).isEqualTo(RefusalReason.TOO_LATE);
		assertThat(this.core.states().state()).isEqualTo(State.SERVING);
		close(connect(null));
	}

	@Test
	void wrongTokenOpensNothing() throws Exception {
		close();
		serve("spawned", SLEEP, LifecycleSettings.Takeover.SPAWNED);
		assertThat(refusal("0".repeat(32)).reason()).isEqualTo(RefusalReason.NOT_ALLOWED);
		assertThat(refusal(null).reason()).isEqualTo(RefusalReason.NOT_ALLOWED);
		this.restarts.begin(RestartKind.RESTART);
		String right = token().reveal();
		for (String wrong : List.of("0".repeat(32), "", right.substring(1), right + "0", right + " ")) {
			assertThat(refusal(wrong).reason()).isEqualTo(RefusalReason.BUSY);
		}
		assertThat(this.core.states().state()).isEqualTo(State.SERVING);
		close(connect(right));
	}

	@Test
	void tokenStandsInNoLineOfTheLogAndInNoAnswer(CapturedOutput output) throws Exception {
		Restart restart = this.restarts.begin(RestartKind.RESTART);
		String token = token().reveal();
		SuccessorConversation successor = connect(token);
		assertThat(refusal(token).text()).doesNotContain(token);
		close(successor);
		assertThat(restart.settled().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10))
			.satisfies((result) -> assertThat(result.toString()).doesNotContain(token));
		assertThat(refusal(token).text()).doesNotContain(token);
		assertThat(hello(token).toString()).doesNotContain(token);
		assertThat(output).contains("Successor (pid ").contains("FAILED").doesNotContain(token);
	}

	@Test
	void whoEndsAProcessDuringARehearsalGetsNoSuccessor() throws Exception {
		this.restarts.begin(RestartKind.REHEARSAL);
		SuccessorConversation successor = connect(token().reveal());
		assertThat(this.role.endBeside()).isTrue();
		assertThat(this.role.isPassedOn()).isFalse();
		assertThat(this.core.states().state()).isEqualTo(State.DRAINING);
		ReadyResult result = successor.ready(Duration.ZERO, soon());
		assertThat(result).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).isEqualTo(RefusalReason.DRAINING));
		close(successor);
	}

	private LaunchToken token() {
		return await().atMost(Duration.ofSeconds(10)).until(() -> {
			RestartAttempt attempt = this.restarts.current();
			return (attempt != null) ? attempt.token() : null;
		}, (token) -> token != null);
	}

	private Refused refusal(@Nullable String token) throws IOException {
		TakeoverResult result = attempt(token);
		assertThat(result).isInstanceOf(Refused.class);
		return (Refused) result;
	}

	private SuccessorConversation connect(@Nullable String token) throws IOException {
		TakeoverResult result = attempt(token);
		assertThat(result).isInstanceOf(TakeoverResult.Connected.class);
		return ((TakeoverResult.Connected) result).conversation();
	}

	private TakeoverResult attempt(@Nullable String token) throws IOException {
		return Takeover.attempt(ControlSocket.at(this.path), hello(token), soon());
	}

	private static Hello hello(@Nullable String token) {
		return new Hello(VersionRange.SUPPORTED, "demo", ProcessHandle.current().pid(), token, 100, List.of());
	}

	private static void close(SuccessorConversation successor) {
		successor.close();
		successor.listeners().forEach(PassedListener::close);
		successor.controlListener().close();
		if (successor.streams() != null) {
			successor.streams().close();
		}
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
