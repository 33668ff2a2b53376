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

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A predecessor that stands by while its successor serves on probation, for as long as a
 * test takes.
 */
final class Standby {

	static final String PROBATION = "--graceful-restart.handoff.probation=3m";

	private final Rig rig;

	private final ApplicationProcess predecessor;

	private final ApplicationProcess successor;

	private Standby(Rig rig, ApplicationProcess predecessor, ApplicationProcess successor) {
		this.rig = rig;
		this.predecessor = predecessor;
		this.successor = successor;
	}

	/**
	 * Hand over twice, and return when the first of the two stands by.
	 * @param rig whose process serves
	 * @param more arguments of the second one, which is on probation
	 * @return the two
	 */
	static Standby of(Rig rig, String... more) {
		ApplicationProcess predecessor = rig.handOver(PROBATION);
		ApplicationProcess successor = rig.start(more);
		return await(rig, predecessor, successor);
	}

	/**
	 * Wait until a predecessor stands by.
	 * @param rig whose processes they are
	 * @param predecessor has a {@link #PROBATION}
	 * @param successor was started
	 * @return the two
	 */
	static Standby await(Rig rig, ApplicationProcess predecessor, ApplicationProcess successor) {
		successor.awaitLine("Generation \\d+ serving", Rig.LONG);
		rig.setServing(successor);
		Awaitility.await().atMost(Rig.LONG).until(() -> rig.view().predecessorPhase().equals("STANDBY"));
		assertThat(rig.view().pid()).isEqualTo(successor.pid());
		return new Standby(rig, predecessor, successor);
	}

	ApplicationProcess predecessor() {
		return this.predecessor;
	}

	ApplicationProcess successor() {
		return this.successor;
	}

	/**
	 * Find that the predecessor, which serves again, can be replaced, and end it when it
	 * stands by once more.
	 * @return the process that serves now
	 */
	ApplicationProcess assertNextHandoff() {
		this.rig.awaitServingAgain(this.predecessor);
		int generation = this.rig.view().generation();
		ApplicationProcess next = this.rig.start();
		Standby again = await(this.rig, this.predecessor, next);
		assertThat(this.rig.view().generation()).isEqualTo(generation + 1);
		again.endPredecessor();
		return next;
	}

	/**
	 * Tell the predecessor to end, which it does at once.
	 */
	void endPredecessor() {
		this.predecessor.signal(ProcessSignal.TERM);
		// The second is the JVM's own, the first if it was about to exit.
		assertThat(this.predecessor.awaitExit(Rig.LONG)).isIn(0, 143);
		assertThat(this.rig.view().pid()).isEqualTo(this.rig.serving().pid());
	}

}
