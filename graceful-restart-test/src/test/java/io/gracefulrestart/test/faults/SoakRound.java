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

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.gracefulrestart.test.faults.SoakReport.End;

/**
 * What is to happen in a round of the soak.
 *
 * @param number number of the round, counted from 1
 * @param way how the successor is started
 * @param fault what goes wrong
 * @param step when
 * @param side to whom; with a rollback or no fault it does not matter
 * @param held the frame that a relay holds back until it has gone wrong
 * @param delay how long after the beginning of the step it goes wrong, without a relay
 * @param length how long a process stays frozen, or a start held
 */
record SoakRound(int number, Way way, SoakFault fault, SoakStep step, Side side, Optional<Frame> held, Duration delay,
		Duration length) {

	private static final int LONGEST_MILLIS = 2500;

	private static final Frame[] OF_A_MOVE = { Frame.CONNECTIONS, Frame.HELD, Frame.RELEASE };

	/**
	 * Draw a round. It depends on nothing but its arguments, so that one round of a run
	 * can be repeated by itself.
	 * @param seed seed of the run
	 * @param number number of the round
	 * @return the round
	 */
	static SoakRound draw(long seed, int number) {
		Random random = new Random(seed * 1_000_003 + number);
		// Similar seeds begin similarly.
		random.nextLong();
		SoakFault fault = one(random, SoakFault.values());
		SoakStep step = one(random, SoakStep.values());
		Side side = one(random, Side.values());
		Way way = one(random, Way.values());
		Frame ofAMove = one(random, OF_A_MOVE);
		boolean relayed = random.nextBoolean();
		if (fault == SoakFault.EXIT || fault == SoakFault.HELD) {
			way = Way.LAUNCHED;
			step = SoakStep.START;
			side = Side.SUCCESSOR;
		}
		if (step == SoakStep.AFTER_PROBATION) {
			side = Side.SUCCESSOR;
		}
		Optional<Frame> held = (way == Way.LAUNCHED && relayed && fault != SoakFault.NONE)
				? frame(step, side, fault, ofAMove) : Optional.empty();
		return new SoakRound(number, way, fault, step, side, held,
				Duration.ofMillis(random.nextInt(step.latestMillis())),
				Duration.ofMillis(200 + random.nextInt(LONGEST_MILLIS - 200)));
	}

	private static Optional<Frame> frame(SoakStep step, Side side, SoakFault fault, Frame ofAMove) {
		return switch (step) {
			case BEFORE_READY -> Optional.of(Frame.READY);
			case COMMIT -> Optional.of(Frame.COMMIT);
			case SERVING -> Optional.of(Frame.SERVING);
			// To the predecessor the relay is the successor: it would not see it die.
			case MOVING -> (side == Side.PREDECESSOR || !fault.kills()) ? Optional.of(ofAMove) : Optional.empty();
			default -> Optional.empty();
		};
	}

	/**
	 * Return what may become of it.
	 * @return every end that is right
	 */
	Set<End> ends() {
		boolean toPredecessor = this.side == Side.PREDECESSOR;
		return switch (this.fault) {
			case NONE, FREEZE -> Set.of(End.REPLACED);
			case EXIT -> Set.of(End.STAYED);
			case HELD -> Set.of(isHeldForGood() ? End.STAYED : End.REPLACED);
			case KILL, FREEZE_AND_KILL -> toPredecessor ? Set.of(End.REPLACED) : ofAKilledSuccessor();
			case TERM -> toPredecessor ? Set.of(End.REPLACED) : ofAnEndedSuccessor();
			case ROLLBACK -> ofARollback();
		};
	}

	private Set<End> ofAKilledSuccessor() {
		return switch (this.step) {
			case START, BEFORE_READY -> Set.of(End.STAYED);
			case COMMIT, SERVING -> Set.of(End.STAYED, End.CAME_BACK);
			case MOVING, DRAIN -> Set.of(End.CAME_BACK);
			// The probation may end while it is frozen.
			case STANDBY -> (this.fault == SoakFault.KILL) ? Set.of(End.CAME_BACK) : Set.of(End.CAME_BACK, End.ENDED);
			case AFTER_PROBATION -> Set.of(End.ENDED);
		};
	}

	private Set<End> ofAnEndedSuccessor() {
		return switch (this.step) {
			case START -> Set.of(End.STAYED);
			case BEFORE_READY, COMMIT -> Set.of(End.STAYED, End.ENDED);
			default -> Set.of(End.ENDED);
		};
	}

	private Set<End> ofARollback() {
		return switch (this.step) {
			// The predecessor is asked, which has nobody to give back to.
			case START, AFTER_PROBATION -> Set.of(End.REPLACED);
			case BEFORE_READY, COMMIT -> Set.of(End.REPLACED, End.CAME_BACK);
			default -> Set.of(End.CAME_BACK);
		};
	}

	/**
	 * Return whether a start that is held is not released.
	 * @return whether its time is up before
	 */
	boolean isHeldForGood() {
		return this.length.toMillis() % 2 == 0;
	}

	private static <T> T one(Random random, T[] values) {
		return values[random.nextInt(values.length)];
	}

	@Override
	public String toString() {
		String what = switch (this.fault) {
			case NONE -> "no fault";
			case EXIT -> "the successor exits";
			case HELD -> "the start is held for " + this.length.toMillis() + " ms";
			case FREEZE, FREEZE_AND_KILL ->
				this.fault + " of the " + this.side + " for " + this.length.toMillis() + " ms at " + this.step;
			case ROLLBACK -> "ROLLBACK at " + this.step;
			default -> this.fault + " of the " + this.side + " at " + this.step;
		};
		return "round " + this.number + ", " + this.way + ": " + what
				+ this.held.map((frame) -> " with " + frame + " held").orElse(" + " + this.delay.toMillis() + " ms");
	}

	/**
	 * How a successor is started.
	 */
	enum Way {

		/**
		 * By somebody else.
		 */
		LAUNCHED,

		/**
		 * By the process that serves, after a POST.
		 */
		POSTED,

		/**
		 * By the process that serves, after a SIGHUP.
		 */
		SIGNALLED

	}

	/**
	 * One of the two processes.
	 */
	enum Side {

		PREDECESSOR, SUCCESSOR

	}

}
