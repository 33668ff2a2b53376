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

package io.gracefulrestart.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LaunchedProcess}, with real processes.
 */
class LaunchedProcessTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private Launched launched;

	@BeforeEach
	void createLauncher() {
		this.launched = new Launched(this.directory);
	}

	@Test
	void crashAtStartIsNoticedWithItsLastWords() throws Exception {
		LaunchedProcess process = this.launched.shell("echo 'cannot start' >&2; exit 3");
		ExitStatus status = process.onExit().get(10, TimeUnit.SECONDS);
		assertThat(status).hasToString("exited with status 3");
		assertThat(process.isAlive()).isFalse();
		assertThat(process.tail()).endsWith("cannot start");
		assertThat(process).hasToString("process " + process.pid() + " (ended)");
	}

	@Test
	void deathIsNoticedAtOnce() throws Exception {
		LaunchedProcess process = this.launched.command("sleep", "100");
		CompletableFuture<Long> noticed = process.onExit().thenApply((status) -> System.nanoTime());
		ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !Processes.isAlive(process.pid()));
		long dead = System.nanoTime();
		assertThat(Duration.ofNanos(noticed.get(10, TimeUnit.SECONDS) - dead)).isLessThan(Duration.ofSeconds(1));
		assertThat(process.onExit().join()).hasToString("was killed by signal 9 (SIGKILL)");
	}

	@Test
	void helperThatHoldsTheOutputDoesNotHideTheDeath() throws Exception {
		LaunchedProcess process = this.launched.shell("sleep 100 & echo $!");
		process.onExit().get(10, TimeUnit.SECONDS);
		long helper = Long.parseLong(process.tail().get(0));
		assertThat(Processes.isAlive(helper)).isTrue();
		ProcessHandle.of(helper).orElseThrow().destroyForcibly();
	}

	@Test
	void futureOfACallerIsItsOwn() throws Exception {
		LaunchedProcess process = this.launched.command("sleep", "100");
		process.onExit().complete(new ExitStatus(0));
		assertThat(process.onExit()).isNotDone();
		assertThat(process.end(Deadline.after(LONG))).isEqualTo(new ExitStatus(143));
	}

	@Test
	void endLetsTheProcessEndByItselfAndKeepsItsLastWords() throws Exception {
		LaunchedProcess process = this.launched
			.shell("trap 'echo ending; exit 5' TERM; echo up; while true; do sleep 0.01; done");
		awaitLine(process, "up");
		assertThat(process.end(Deadline.after(LONG))).isEqualTo(new ExitStatus(5));
		assertThat(process.tail()).contains("up", "ending");
	}

	@Test
	void endKillsAtTheDeadline() throws Exception {
		LaunchedProcess process = this.launched.shell("trap '' TERM; echo up; while true; do sleep 0.01; done");
		awaitLine(process, "up");
		long before = System.nanoTime();
		assertThat(process.end(Deadline.after(Duration.ofMillis(200)))).isEqualTo(new ExitStatus(137));
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(200),
				Duration.ofSeconds(5));
		assertThat(Processes.isAlive(process.pid())).isFalse();
	}

	@Test
	void processThatIsStoppedIsKilledAtTheDeadline() throws Exception {
		LaunchedProcess process = this.launched.shell("kill -STOP $$");
		await().until(() -> Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") T "));
		assertThat(process.end(Deadline.after(Duration.ofMillis(50)))).isEqualTo(new ExitStatus(137));
	}

	@Test
	void interruptKillsAtOnceAndIsKept() throws Exception {
		LaunchedProcess process = this.launched.shell("trap '' TERM; echo up; while true; do sleep 0.01; done");
		awaitLine(process, "up");
		Thread.currentThread().interrupt();
		assertThat(process.end(Deadline.after(LONG))).isEqualTo(new ExitStatus(137));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whatAScriptHasStartedEndsWithIt() throws Exception {
		LaunchedProcess process = this.launched
			.shell("sh -c 'trap \"\" TERM; echo $$; while true; do sleep 0.01; done'; :");
		await().until(() -> !process.tail().isEmpty());
		long inner = Long.parseLong(process.tail().get(0));
		assertThat(inner).isNotEqualTo(process.pid());
		process.end(Deadline.after(Duration.ofMillis(100)));
		assertThat(Processes.isAlive(inner)).isFalse();
	}

	@Test
	void endOfAProcessThatHasEndedTellsHow() throws Exception {
		LaunchedProcess process = this.launched.shell("exit 7");
		process.onExit().get(10, TimeUnit.SECONDS);
		assertThat(process.end(Deadline.after(LONG))).isEqualTo(new ExitStatus(7));
	}

	@Test
	void threadsAndPipesEndWithTheProcess() throws Exception {
		DescriptorCount before = DescriptorCount.now();
		LaunchedProcess process = this.launched.command("sleep", "100");
		assertThat(threads(process)).isEqualTo(5);
		process.end(Deadline.after(LONG));
		await().atMost(Duration.ofSeconds(10)).until(() -> threads(process) == 0);
		before.assertNoMore();
	}

	private static long threads(LaunchedProcess process) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("graceful-restart-")
					&& thread.getName().contains("-" + process.pid()))
			.count();
	}

	private static void awaitLine(LaunchedProcess process, String line) {
		await().atMost(Duration.ofSeconds(10)).until(() -> process.tail().contains(line));
	}

}
