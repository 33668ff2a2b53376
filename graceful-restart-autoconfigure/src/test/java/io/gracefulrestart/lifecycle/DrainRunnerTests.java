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

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.drain.FakeWorkload;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DrainRunner}.
 */
@Timeout(10)
@ExtendWith(OutputCaptureExtension.class)
class DrainRunnerTests {

	private final FakeWorkload workload = new FakeWorkload("http");

	@Test
	void drainThatCutsNothingIsToldInOneLine(CapturedOutput output) {
		this.workload.has(1, 0, 0, 0).then(() -> {
			this.workload.completes(1);
			this.workload.has(Census.NONE);
		});
		DrainOutcome outcome = run(Duration.ofSeconds(10));
		assertThat(outcome.completed()).isEqualTo(1);
		assertThat(output).containsPattern("INFO .*Drained in \\d+ ms, 1 request completed, nothing was cut");
	}

	@Test
	void whatWasCutAtTheDeadlineIsCountedByKindAndTheOldestNamed(CapturedOutput output) {
		this.workload.has(2, 0, 0, 0)
			.cuts(Kind.REQUEST, "GET /young", Duration.ofSeconds(1))
			.cuts(Kind.REQUEST, "GET /old", Duration.ofSeconds(9));
		DrainOutcome outcome = run(Duration.ofMillis(50));
		assertThat(outcome.ending()).isEqualTo(DrainOutcome.Ending.DEADLINE);
		assertThat(output).containsPattern("WARN .*0 requests completed: drain.timeout of 50 ms passed, cutting "
				+ "2 requests; oldest: GET /old on http, 9000 ms old; GET /young on http, 1000 ms old");
	}

	@Test
	void drainThatWasAbortedBeforeItBeganCutsAtOnce(CapturedOutput output) {
		this.workload.has(1, 0, 0, 0).cuts(Kind.REQUEST, "GET /wait", Duration.ofSeconds(1));
		DrainRunner runner = runner(Duration.ofHours(1));
		runner.abort();
		assertThat(runner.run(List.of(this.workload), Deadline.after(Duration.ofHours(1)), false, Mover.NONE).ending())
			.isEqualTo(DrainOutcome.Ending.ABORTED);
		assertThat(output).contains("ended by a second signal, cutting 1 ");
	}

	@Test
	void drainThatWasCalledOffBeforeItBeganCutsNothingAndTheNextOneDoes(CapturedOutput output) {
		this.workload.has(1, 0, 0, 0).cuts(Kind.REQUEST, "GET /wait", Duration.ofSeconds(1));
		DrainRunner runner = runner(Duration.ofHours(1));
		assertThat(runner.callOff()).isTrue();
		assertThat(runner.run(List.of(this.workload), Deadline.after(Duration.ofHours(1)), false, Mover.NONE).ending())
			.isEqualTo(DrainOutcome.Ending.CALLED_OFF);
		assertThat(output).contains("Drain called off: ");
		assertThat(runner.progress()).isNull();
		assertThat(
				runner.run(List.of(this.workload), Deadline.after(Duration.ofMillis(50)), false, Mover.NONE).ending())
			.isEqualTo(DrainOutcome.Ending.DEADLINE);
		assertThat(runner.callOff()).isFalse();
	}

	@Test
	void progressIsKnownFromTheBeginningOfTheDrain() {
		DrainRunner runner = runner(Duration.ofHours(1));
		assertThat(runner.progress()).isNull();
		this.workload.has(3, 0, 0, 0).then(() -> {
			DrainProgress progress = runner.progress();
			assertThat(progress).isNotNull();
			assertThat(progress.outcome()).isNull();
			assertThat(progress.remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
			assertThat(progress.deadline()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
			this.workload.has(Census.NONE);
		});
		DrainOutcome outcome = runner.run(List.of(this.workload), Deadline.after(Duration.ofHours(1)), false,
				Mover.NONE);
		DrainProgress after = runner.progress();
		assertThat(after).isNotNull();
		assertThat(after.outcome()).isEqualTo(outcome);
		assertThat(after.remaining()).isZero();
	}

	private DrainOutcome run(Duration timeout) {
		return runner(timeout).run(List.of(this.workload), Deadline.after(timeout), false, Mover.NONE);
	}

	private static DrainRunner runner(Duration timeout) {
		return new DrainRunner(DrainSettings.withoutGrace(Duration.ZERO, timeout), new FakeApplication(), () -> 1);
	}

}
