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
