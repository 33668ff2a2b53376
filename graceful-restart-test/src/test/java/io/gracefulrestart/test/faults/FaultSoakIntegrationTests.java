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

package io.gracefulrestart.test.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.gracefulrestart.test.process.ApplicationProcess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many restarts under load, in each of which a random thing goes wrong at a random step
 * on a random side. System properties:
 * <ul>
 * <li>{@code graceful-restart.test.soak}: how many rounds
 * <li>{@code graceful-restart.test.soak.seed}: draws the same rounds as the run that has
 * printed it
 * <li>{@code graceful-restart.test.soak.first}: number of the first round, to repeat some
 * of them
 * </ul>
 * After each round exactly one process serves and waits at the control socket, or none if
 * the one that served was told to end or was the last; {@link SoakCasualties} says which
 * requests may have failed. That the next deploy works shows the next round.
 */
class FaultSoakIntegrationTests {

	private static final Log logger = LogFactory.getLog(FaultSoakIntegrationTests.class);

	private static final String PROPERTY = "graceful-restart.test.soak";

	private static final int SAMPLES = 5;

	// In the ring the same each time; one of its rounds has once found a fault.
	private static final int USUAL_SEED = 798_726;

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.handoff.probation=2s");

	@Test
	void whateverGoesWrongExactlyOneProcessServesAndNobodyElseLosesARequest() throws Exception {
		long seed = Long.getLong(PROPERTY + ".seed",
				(Integer.getInteger(PROPERTY) != null) ? ThreadLocalRandom.current().nextInt(1_000_000) : USUAL_SEED);
		int first = Integer.getInteger(PROPERTY + ".first", 1);
		int last = first - 1 + Integer.getInteger(PROPERTY, 7);
		logger.info("Rounds " + first + " to " + last + "; to repeat them: -D" + PROPERTY + ".seed=" + seed);
		rig.load().stop();
		SoakChain chain = new SoakChain(rig);
		Holdings before = Holdings.least(chain.replace().observe(), SAMPLES);
		List<SoakReport> reports = new ArrayList<>();
		for (int number = first; number <= last; number++) {
			SoakRound round = SoakRound.draw(seed, number);
			logger.info("Begins: " + round);
			SoakReport report = new SoakRun(chain, round).run();
			logger.info(report);
			reports.add(report);
			goOn(chain, report);
		}
		ApplicationProcess survivor = chain.replace();
		rig.setServing(survivor);
		logger.info(summary(seed, reports));
		assertThat(reports.stream().filter((report) -> !report.findings().isEmpty())).as("seed " + seed).isEmpty();
		// What takes over has threads for it, which end a little later.
		await().atMost(Rig.LONG)
			.untilAsserted(() -> assertThat(Holdings.least(survivor.observe(), SAMPLES).surplus(before))
				.as(() -> Holdings.describe(survivor))
				.isEmpty());
		assertThat(chain.alive()).extracting(SoakProcess::pid).containsExactly(survivor.pid());
		rig.startLoad();
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	private static void goOn(SoakChain chain, SoakReport report) {
		if (report.end() == SoakReport.End.ENDED) {
			chain.startAfresh();
		}
		else if (chain.isReplacementDue()) {
			chain.replace();
		}
	}

	private static String summary(long seed, List<SoakReport> reports) {
		Map<SoakReport.End, Integer> ends = new EnumMap<>(SoakReport.End.class);
		Map<SoakFault, Integer> faults = new EnumMap<>(SoakFault.class);
		Map<SoakStep, Integer> steps = new EnumMap<>(SoakStep.class);
		for (SoakReport report : reports) {
			ends.merge(report.end(), 1, Integer::sum);
			faults.merge(report.round().fault(), 1, Integer::sum);
			steps.merge(report.round().step(), 1, Integer::sum);
		}
		return reports.size() + " rounds with seed " + seed + ": " + ends + ", faults " + faults + ", steps " + steps
				+ ", " + reports.stream().mapToLong(SoakReport::requests).sum() + " requests, "
				+ reports.stream().mapToLong(SoakReport::failed).sum() + " failed, "
				+ reports.stream().filter((report) -> !report.findings().isEmpty()).count() + " rounds with findings";
	}

}
