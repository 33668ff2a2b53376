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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import io.gracefulrestart.supervisor.SupervisorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartAttempt}s whose successors do not get far. Those that do are
 * for the process tests.
 */
@Timeout(30)
class FailedRestartTests {

	@TempDir
	private Path directory;

	private GracefulRestartLifecycle lifecycle;

	private void serve(Takeover takeover, Duration readyTimeout, String... command) {
		this.lifecycle = new TestCore(new LifecycleSettings("demo", this.directory.resolve("demo.sock"), null, takeover,
				readyTimeout, null, true, DrainSettings.withoutGrace(Duration.ZERO, Duration.ofSeconds(10)),
				Duration.ZERO, List.of(command), null, SupervisorSettings.NONE, null))
			.lifecycle();
		this.lifecycle.begin();
		this.lifecycle.ready();
	}

	@AfterEach
	void end() {
		this.lifecycle.shutdown();
		this.lifecycle.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			exit 3           | exited with status 3 before it asked for the listeners
			kill -KILL $$    | was killed by signal 9 (SIGKILL) before it asked for the listeners
			""")
	void successorThatEndsIsNoticedAtOnceAndItsLastWordsAreTold(String end, String reason) throws Exception {
		serve(Takeover.ALLOWED, Duration.ofSeconds(60), "/bin/sh", "-c", "echo so far; echo so good >&2; " + end);
		RestartResult result = result(this.lifecycle.restart());
		assertThat(result.outcome()).isEqualTo(RestartOutcome.FAILED);
		assertThat(result.kind()).isEqualTo(RestartKind.RESTART);
		assertThat(result.reason()).contains(reason);
		assertThat(result.output()).containsExactlyInAnyOrder("so far", "so good");
		assertThat(result.predecessor().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(result.successor()).isNotNull().extracting(RestartResult.Participant::generation).isEqualTo(2);
		assertThat(result.phases()).containsOnlyKeys("spawn");
		assertThat(this.lifecycle.state()).isEqualTo(State.SERVING);
		assertThat(this.lifecycle.report().restart()).isNotNull().satisfies((restart) -> {
			assertThat(restart.progress()).isNull();
			assertThat(restart.result()).isEqualTo(result);
		});
		assertThat(this.lifecycle.report().handoffs()).singleElement()
			.satisfies((handoff) -> assertThat(handoff.reason()).isEqualTo(result.reason()));
	}

	@Test
	void successorThatSaysNothingIsEnded() throws Exception {
		Path pid = this.directory.resolve("pid");
		serve(Takeover.ALLOWED, Duration.ofMillis(500), "/bin/sh", "-c", "echo $$ >" + pid + "; exec sleep 1000");
		RestartResult result = result(this.lifecycle.restart());
		assertThat(result.outcome()).isEqualTo(RestartOutcome.FAILED);
		assertThat(result.reason()).isEqualTo("successor did not ask for the listeners within 500 ms");
		assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))).isEmpty();
	}

	@Test
	void commandThatCannotBeExecutedIsNamed() throws Exception {
		serve(Takeover.ALLOWED, Duration.ofSeconds(60), "/no/such/java -jar x.jar");
		assertThat(result(this.lifecycle.restart()).reason()).contains("/no/such/java")
			.contains("No such file or directory");
	}

	@Test
	void secondOneIsRefusedWithTheProgressOfTheFirst() throws Exception {
		serve(Takeover.ALLOWED, Duration.ofSeconds(2), "/bin/sh", "-c", "exec sleep 1000");
		Restart first = this.lifecycle.restart();
		RestartResult second = result(this.lifecycle.rehearse());
		assertThat(second.outcome()).isEqualTo(RestartOutcome.REFUSED);
		assertThat(second.kind()).isEqualTo(RestartKind.REHEARSAL);
		assertThat(second.reason()).startsWith("another one was begun at ")
			.containsAnyOf("is STARTING", "being started");
		assertThat(result(first).outcome()).isEqualTo(RestartOutcome.FAILED);
		assertThat(this.lifecycle.restart().served().toCompletableFuture().isDone()).isFalse();
	}

	@Test
	void whereTakeoverIsNeverThereIsNoRestart() throws Exception {
		serve(Takeover.NEVER, Duration.ofSeconds(60));
		assertThat(result(this.lifecycle.restart()))
			.extracting(RestartResult::outcome, RestartResult::reason, RestartResult::successor)
			.containsExactly(RestartOutcome.REFUSED, "graceful-restart.handoff.takeover is 'never'", null);
	}

	@Test
	void whoEndsDoesNotRestart() throws Exception {
		serve(Takeover.ALLOWED, Duration.ofSeconds(60));
		this.lifecycle.shutdown();
		assertThat(result(this.lifecycle.restart()).reason()).isEqualTo("process is STOPPED");
	}

	@Test
	void firstGenerationCannotBeRolledBack() {
		serve(Takeover.ALLOWED, Duration.ofSeconds(60));
		RestartResult result = this.lifecycle.rollBack("I want it");
		assertThat(result.outcome()).isEqualTo(RestartOutcome.REFUSED);
		assertThat(result.reason()).isEqualTo("there is no predecessor");
		assertThat(this.lifecycle.state()).isEqualTo(State.SERVING);
	}

	private static RestartResult result(Restart restart) throws Exception {
		assertThat(restart.served()).succeedsWithin(Duration.ofSeconds(20));
		return restart.settled().toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

}
