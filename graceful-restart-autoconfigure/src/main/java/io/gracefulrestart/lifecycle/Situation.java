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
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import org.jspecify.annotations.Nullable;

/**
 * Where this process stands at one instant, as far as whoever supervises it cares. Cheap
 * to make.
 *
 * @param state what it does
 * @param generation its position in the chain of restarts
 * @param predecessor the process it took over from, as long as that one lives
 * @param successor the process that takes over from it
 * @param probationEnds until when the predecessor stands by
 * @param drain this process's own drain
 * @param restart the last restart that it was asked for
 * @param last the last handoff in which it took part
 */
record Situation(State state, int generation, @Nullable Peer predecessor, @Nullable Peer successor,
		@Nullable Instant probationEnds, @Nullable DrainProgress drain, @Nullable RestartAttemptReport restart,
		@Nullable HandoffRecord last) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

	/**
	 * Return whether a next version is being started, or has come, so that this process
	 * may be replaced in a moment.
	 * @return whether a restart goes on, which is no rehearsal
	 */
	boolean isRestarting() {
		if (this.restart != null && this.restart.kind() == RestartKind.REHEARSAL && this.restart.progress() != null) {
			return false;
		}
		return this.state == State.HANDING_OFF || (this.state == State.SERVING && this.restart != null
				&& this.restart.progress() != null && this.restart.result() == null);
	}

	/**
	 * Tell it in one line.
	 * @param now this instant
	 * @return a text for people
	 */
	String text(Instant now) {
		List<String> parts = new ArrayList<>();
		parts.add("generation " + this.generation + ", " + verb());
		switch (this.state) {
			case SERVING, HANDING_OFF -> {
				addPredecessor(parts, now);
				addSuccessor(parts);
				addLast(parts);
			}
			case DRAINING, STOPPED -> addDrain(parts);
			default -> {
			}
		}
		return String.join("; ", parts);
	}

	private String verb() {
		return switch (this.state) {
			case STARTING, TAKING_OVER -> "starting";
			case SERVING, HANDING_OFF, UNSUPPORTED -> "serving";
			case DRAINING -> "stopping";
			case STANDBY -> "standing by";
			case STOPPED -> "stopped";
		};
	}

	private void addPredecessor(List<String> parts, Instant now) {
		if (this.predecessor == null) {
			return;
		}
		String name = "generation " + this.predecessor.generation();
		Progress progress = this.predecessor.drain();
		if (this.predecessor.phase() == Peer.Phase.STANDBY) {
			parts.add(name + " standing by" + left(now, this.probationEnds));
		}
		else if (progress != null) {
			parts.add(name + " draining, " + count(progress.inFlightRequests(), "request")
					+ left(now, progress.deadline()));
		}
		else {
			parts.add(name + " draining");
		}
	}

	private void addSuccessor(List<String> parts) {
		if (this.successor != null) {
			parts.add("generation " + this.successor.generation() + " (pid " + this.successor.pid() + ") "
					+ ((this.successor.phase() == Peer.Phase.STARTING) ? "starting" : "taking over"));
		}
		else if (isRestarting()) {
			parts.add("generation " + (this.generation + 1) + " being started");
		}
	}

	// What has failed is told until something else has happened.
	private void addLast(List<String> parts) {
		if (this.successor != null || isRestarting() || this.last == null
				|| this.last.predecessorPid() != ProcessHandle.current().pid()
				|| (this.last.outcome() != HandoffOutcome.FAILED
						&& this.last.outcome() != HandoffOutcome.ROLLED_BACK)) {
			return;
		}
		String outcome = (this.last.outcome() == HandoffOutcome.FAILED) ? " failed" : " was rolled back";
		parts.add("restart of " + TIME.format(this.last.startedAt().atZone(ZoneId.systemDefault())) + outcome
				+ ((this.last.reason() != null) ? ": " + this.last.reason() : ""));
	}

	private void addDrain(List<String> parts) {
		if (this.drain == null || this.drain.outcome() != null) {
			return;
		}
		Census left = this.drain.left();
		parts.add(count(left.requests(), "request") + ", " + count(left.connections(), "connection") + ", "
				+ seconds(this.drain.remaining()) + " s left");
	}

	private static String left(Instant now, @Nullable Instant end) {
		return (end != null) ? ", " + seconds(Duration.between(now, end)) + " s left" : "";
	}

	private static long seconds(Duration duration) {
		return Math.max(0, Math.round(duration.toMillis() / 1000.0));
	}

	private static String count(int number, String noun) {
		return number + " " + noun + ((number == 1) ? "" : "s");
	}

}
