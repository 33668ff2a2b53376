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

package io.gracefulrestart.test.restart;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.TestJar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartScenario} and {@link Restarter}, with real JVMs of an
 * application that hands its port over clumsily.
 */
@Timeout(90)
class RestartScenarioTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private static Path directory;

	private static Path jar;

	private final int port = FreePort.next();

	private final int control = FreePort.next();

	@BeforeAll
	static void pack() throws IOException {
		jar = TestJar.pack(ReplaceableApplication.class, directory.resolve("app.jar"));
	}

	@Test
	void applicationIsReplacedUnderLoadAsOftenAsWanted() throws Exception {
		List<Integer> restarted = new ArrayList<>();
		ScenarioResult result = RestartScenario.of(launcher("0"), "127.0.0.1", this.port)
			.restarts(2)
			.requests(200)
			.settling(Duration.ofMillis(100))
			.listener(new ScenarioListener() {
				@Override
				public void restarted(int number, Restart restart) {
					restarted.add(number);
				}
			})
			.run(LoadPlan.against("127.0.0.1", this.port).clients(2, LoadPattern.newConnection()));
		assertThat(restarted).containsExactly(1, 2);
		assertThat(result.restarts()).as(result.describe()).allMatch(Restart::isReplaced).hasSize(2);
		assertThat(result.load().answerers()).extracting("generation").containsExactly(1, 2, 3);
		assertThat(result.windows()).hasSize(2);
		LoadFigures figures = result.figures(0);
		assertThat(figures.answerers().keySet()).extracting("generation").contains(1, 2).doesNotContain(3);
		assertThat(result.steady().requests()).isGreaterThanOrEqualTo(200);
		assertThat(result.restarts()).allSatisfy((restart) -> {
			assertThat(restart.successor().isAlive()).isFalse();
			RestartTimings timings = restart.timings();
			assertThat(timings.ready()).isPositive().isLessThanOrEqualTo(timings.serving());
			assertThat(timings.serving()).isLessThanOrEqualTo(timings.predecessorEnded());
			assertThat(restart.handoff()).isEqualTo(new HandoffReport("COMMITTED", null,
					Map.of("ready", Duration.ofMillis(250), "cutover", Duration.ofMillis(4))));
		});
	}

	@Test
	void whenPredecessorEndsWithAnotherStatusThenThatIsTheOutcome() {
		try (ApplicationProcess first = launcher("4").start().awaitReady(LONG)) {
			Restart restart = Restarter.of(launcher("0"), "127.0.0.1", this.port).replace(first);
			try (ApplicationProcess successor = restart.successor()) {
				assertThat(successor.isAlive()).isTrue();
				assertThat(restart.outcome()).isEqualTo(RestartOutcome.PREDECESSOR_FAILED);
				assertThat(restart.detail()).contains("4");
			}
		}
	}

	@Test
	void whenPredecessorStaysThenThatIsTheOutcome() {
		try (ApplicationProcess first = launcher("stay").start().awaitReady(LONG)) {
			Restart restart = Restarter.of(launcher("0"), "127.0.0.1", this.port)
				.timeout(Duration.ofSeconds(15))
				.replace(first);
			try (ApplicationProcess successor = restart.successor()) {
				assertThat(successor.isAlive()).isTrue();
				assertThat(restart.outcome()).isIn(RestartOutcome.PREDECESSOR_STILL_RUNNING,
						RestartOutcome.SUCCESSOR_NOT_SERVING);
				assertThat(restart.timings().predecessorEnded()).isNull();
			}
		}
	}

	@Test
	void whenSuccessorEndsThenThatIsTheOutcomeAndThePredecessorServes() {
		try (ApplicationProcess first = launcher("0").start().awaitReady(LONG)) {
			Restart restart = Restarter.of(launcher("0").jvmArguments("-XX:NoSuchOption"), "127.0.0.1", this.port)
				.replace(first);
			try (ApplicationProcess successor = restart.successor()) {
				assertThat(successor.isAlive()).isFalse();
				assertThat(restart.outcome()).isEqualTo(RestartOutcome.SUCCESSOR_ENDED);
				assertThat(restart.detail()).contains("NoSuchOption");
				assertThat(first.isAlive()).isTrue();
			}
		}
	}

	private ApplicationLauncher launcher(String status) {
		return ApplicationLauncher.of(jar)
			.logDirectory(directory.resolve("logs"))
			.jvmArguments("-Xmx32m", "-XX:TieredStopAtLevel=1")
			.arguments(Integer.toString(this.port), Integer.toString(this.control), status);
	}

}
