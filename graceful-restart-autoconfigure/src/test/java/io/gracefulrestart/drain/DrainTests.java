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

package io.gracefulrestart.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Drain}. The clock stands still unless a test moves it.
 * <p>
 * Long, because each way in which a drain ends has its test.
 */
@Timeout(10)
class DrainTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final AtomicLong clock = new AtomicLong(1);

	private final List<Census> progress = new ArrayList<>();

	private final FakeWorkload workload = new FakeWorkload("http");

	@Test
	void nothingInHandIsOverAtOnce() {
		DrainOutcome outcome = run(this.workload);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.forced()).isEmpty();
		assertThat(outcome.idleClosed()).isZero();
	}

	@Test
	void connectionsAreToldToLeaveBeforeTheyAreCountedAndCutLast() {
		this.workload.has(0, 1, 0, 0).then(() -> this.workload.has(Census.NONE));
		run(this.workload);
		assertThat(this.workload.told()).containsExactly("leave", "leave", "closeAll");
	}

	@Test
	void workloadThatFailsKeepsNoOtherFromBeingDrained() {
		FakeWorkload broken = new FakeWorkload("broken") {

			@Override
			public void leave(Spread spread) {
				throw new IllegalStateException("its server is terminated");
			}

		};
		this.workload.has(1, 0, 0, 0).then(() -> {
			this.workload.completes(1);
			this.workload.has(Census.NONE);
		});
		DrainOutcome outcome = run(broken.has(1, 0, 0, 0), this.workload);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.completed()).isEqualTo(1);
		assertThat(broken.told()).containsExactly("closeAll");
	}

	@Test
	void requestsAreWaitedFor() {
		this.workload.has(1, 0, 0, 0).then(() -> this.workload.has(Census.NONE));
		assertThat(run(this.workload).ending()).isEqualTo(Ending.COMPLETE);
		assertThat(this.progress).containsExactly(new Census(1, 0, 0, 0), Census.NONE);
	}

	@Test
	void requestsCompletedMeanwhileAreCountedAndThoseBeforeAreNot() {
		this.workload.completes(7);
		this.workload.has(2, 0, 0, 0).then(() -> {
			this.workload.completes(2);
			this.workload.has(Census.NONE);
		});
		assertThat(run(this.workload).completed()).isEqualTo(2);
	}

	@Test
	void idleConnectionsMaySendAnotherRequestUntilTheGraceIsOver() {
		this.workload.has(0, 0, 3, 0).then(() -> {
			assertThat(this.workload.told()).doesNotContain("closeIdle");
			pass(GRACE);
		});
		DrainOutcome outcome = run(this.workload);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.idleClosed()).isEqualTo(3);
	}

	@Test
	void whenTheLastIdleConnectionHasLeftByItselfThenTheGraceIsNotWaitedFor() {
		this.workload.has(0, 0, 1, 0).then(() -> this.workload.has(Census.NONE));
		assertThat(run(this.workload).ending()).isEqualTo(Ending.COMPLETE);
		assertThat(this.workload.told()).doesNotContain("closeIdle");
	}

	@Test
	void connectionThatBecomesIdleAfterTheGraceIsClosedTheNextTimeAndNotCut() {
		pass(GRACE);
		// A response that began before the drain ends now, without having told.
		this.workload.has(1, 1, 0, 0).then(() -> this.workload.has(0, 0, 1, 0));
		DrainOutcome outcome = run(this.workload);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.idleClosed()).isEqualTo(1);
	}

	@Test
	void connectionThatWasIdleAndIsAboutToBeServedIsWaitedFor() {
		pass(GRACE);
		FakeWorkload readable = new FakeWorkload("readable") {

			private int asked;

			@Override
			public int closeIdle(int maximum) {
				this.asked++;
				return (this.asked > 2) ? super.closeIdle(maximum) : 0;
			}

		};
		assertThat(run(readable.has(0, 0, 1, 0)).idleClosed()).isEqualTo(1);
	}

	@Test
	void upgradedConnectionsAreWaitedForNoLongerThanTheGrace() {
		this.workload.has(0, 0, 0, 2).then(() -> pass(GRACE)).cuts(Kind.UPGRADED, "echo", Duration.ofMinutes(1));
		DrainOutcome outcome = run(this.workload);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.forcedByKind()).containsExactly(Map.entry(Kind.UPGRADED, 1));
	}

	@Test
	void requestsOnUpgradedConnectionsAreWaitedForBeyondTheGrace() {
		pass(GRACE);
		this.workload.has(1, 0, 0, 1).then(() -> this.workload.has(0, 0, 0, 1));
		assertThat(run(this.workload).ending()).isEqualTo(Ending.COMPLETE);
		assertThat(this.progress).containsExactly(new Census(1, 0, 0, 1), new Census(0, 0, 0, 1));
	}

	@Test
	void atTheDeadlineWhatIsLeftIsCutAndNamedOldestFirst() {
		this.workload.has(2, 2, 0, 0)
			.then(() -> pass(TIMEOUT))
			.cuts(Kind.REQUEST, "GET /young", Duration.ofSeconds(1))
			.cuts(Kind.PARTIAL_REQUEST, "half a request", Duration.ofSeconds(9));
		FakeWorkload management = new FakeWorkload("management").cuts(Kind.REQUEST, "GET /old", Duration.ofSeconds(40));
		DrainOutcome outcome = run(this.workload, management);
		assertThat(outcome.ending()).isEqualTo(Ending.DEADLINE);
		assertThat(outcome.forced()).extracting(Unfinished::description)
			.containsExactly("GET /old", "half a request", "GET /young");
		assertThat(outcome.forcedByKind()).containsExactly(Map.entry(Kind.REQUEST, 2),
				Map.entry(Kind.PARTIAL_REQUEST, 1));
	}

	@Test
	void whatIsCompleteAtTheDeadlineIsComplete() {
		pass(TIMEOUT);
		assertThat(run(this.workload).ending()).isEqualTo(Ending.COMPLETE);
	}

	@Test
	void graceEndsWithTheDeadlineAtTheLatest() {
		this.workload.has(0, 0, 2, 0).then(() -> pass(Duration.ofSeconds(1)));
		Drain drain = drain(Duration.ofSeconds(1), Duration.ofHours(1), this.workload);
		DrainOutcome outcome = drain.run(this.progress::add);
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.idleClosed()).isEqualTo(2);
	}

	@Test
	void abortCutsWhatIsInProgress() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload);
		this.workload.has(1, 1, 0, 0).then(drain::abort).cuts(Kind.REQUEST, "GET /slow", Duration.ofSeconds(2));
		DrainOutcome outcome = drain.run(this.progress::add);
		assertThat(outcome.ending()).isEqualTo(Ending.ABORTED);
		assertThat(outcome.forced()).hasSize(1);
		assertThat(this.workload.told()).endsWith("closeAll");
	}

	@Test
	void abortBeforeTheStartEndsIt() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload.has(1, 1, 0, 0));
		drain.abort();
		assertThat(drain.run(this.progress::add).ending()).isEqualTo(Ending.ABORTED);
	}

	@Test
	void drainThatIsCalledOffCutsNothingAndLetsConnectionsStay() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload);
		this.workload.has(1, 1, 3, 0).then(drain::callOff);
		DrainOutcome outcome = drain.run(this.progress::add);
		assertThat(outcome.ending()).isEqualTo(Ending.CALLED_OFF);
		assertThat(outcome.forced()).isEmpty();
		assertThat(this.workload.told()).endsWith("stay").doesNotContain("closeAll");
	}

	@Test
	void drainThatIsCalledOffBeforeItBeginsTellsNobodyAnything() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload.has(1, 1, 3, 0));
		assertThat(drain.callOff()).isTrue();
		assertThat(drain.run(this.progress::add).ending()).isEqualTo(Ending.CALLED_OFF);
		assertThat(this.workload.told()).containsExactly("stay");
	}

	@Test
	void whenItIsHastenedThenIdleConnectionsAreClosedBeforeTheRestIsCut() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload);
		this.workload.has(1, 1, 2, 0)
			.then(() -> drain.hasten(deadline(Duration.ZERO)))
			.cuts(Kind.REQUEST, "GET /slow", Duration.ofSeconds(2));
		DrainOutcome outcome = drain.run(this.progress::add);
		assertThat(outcome.ending()).isEqualTo(Ending.DEADLINE);
		assertThat(outcome.idleClosed()).isEqualTo(2);
		assertThat(outcome.count(Kind.REQUEST, Fate.CUT)).isEqualTo(1);
	}

	@Test
	void failedWorkloadIsToldThatItStaysAllTheSame() {
		FakeWorkload broken = new FakeWorkload("broken") {

			@Override
			public void leave(Spread spread) {
				throw new IllegalStateException("expected");
			}

		};
		Drain drain = drain(TIMEOUT, GRACE, broken, this.workload);
		this.workload.has(1, 1, 0, 0).then(drain::callOff);
		assertThat(drain.run(this.progress::add).ending()).isEqualTo(Ending.CALLED_OFF);
		assertThat(broken.told()).containsExactly("stay");
	}

	@Test
	void drainThatIsOverCannotBeCalledOff() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload);
		assertThat(drain.run(this.progress::add).ending()).isEqualTo(Ending.COMPLETE);
		assertThat(drain.callOff()).isFalse();
	}

	@Test
	void interruptEndsItAndIsKept() {
		Drain drain = drain(TIMEOUT, GRACE, this.workload.has(1, 1, 0, 0));
		Thread.currentThread().interrupt();
		assertThat(drain.run(this.progress::add).ending()).isEqualTo(Ending.ABORTED);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void censusIsTheSumOfAllWorkloadsAndIsToldWhenItChanges() {
		FakeWorkload management = new FakeWorkload("management").has(0, 0, 1, 4);
		this.workload.has(1, 2, 3, 0).then(() -> {
			this.workload.has(0, 1, 0, 0).then(() -> this.workload.has(Census.NONE));
			management.has(Census.NONE);
		});
		Drain drain = drain(TIMEOUT, GRACE, this.workload, management);
		drain.run(this.progress::add);
		assertThat(this.progress).containsExactly(new Census(1, 2, 3, 0), new Census(0, 1, 0, 0), Census.NONE);
		assertThat(drain.progress()).isEqualTo(Census.NONE);
	}

	private DrainOutcome run(Workload... workloads) {
		return drain(TIMEOUT, GRACE, workloads).run(this.progress::add);
	}

	private Drain drain(Duration timeout, Duration grace, Workload... workloads) {
		return new Drain(List.of(workloads), deadline(timeout), () -> deadline(grace), Mover.NONE, Farewell.none(),
				Spread.NONE);
	}

	private Deadline deadline(Duration duration) {
		// Counted from the beginning of the test.
		long start = 1;
		return Deadline.after(duration.minusNanos(this.clock.get() - start), this.clock::get);
	}

	private void pass(Duration duration) {
		this.clock.addAndGet(duration.toNanos());
	}

}
