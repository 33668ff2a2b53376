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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ProcessSignal;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * One round of the soak: a restart in which one thing goes wrong.
 */
final class SoakRun {

	private final SoakChain chain;

	private final SoakRound round;

	private final SoakProcess predecessor;

	// Of the predecessor's lines, those of earlier rounds.
	private final int from;

	private final SoakCasualties casualties = new SoakCasualties();

	private @Nullable Relay relay;

	private @Nullable Hold hold;

	private boolean early;

	SoakRun(SoakChain chain, SoakRound round) {
		this.chain = chain;
		this.round = round;
		this.predecessor = chain.serving();
		this.from = this.predecessor.lines().size();
	}

	/**
	 * Run it. Afterwards one process serves.
	 * @return what has become of it
	 * @throws Exception if something cannot be looked at
	 */
	SoakReport run() throws Exception {
		this.chain.rig().startLoad();
		SteadyLoad load = this.chain.rig().load();
		SoakProcess successor = this.chain.start(this.round.way(), arguments());
		boolean reached = awaitStep(successor);
		CompletableFuture<Void> fault = CompletableFuture.completedFuture(null);
		List<String> findings = new ArrayList<>();
		@Nullable LoadResult before = null;
		if (!reached) {
			findings.add("has not come to " + this.round.step());
		}
		else {
			if (this.round.step() == SoakStep.AFTER_PROBATION && this.round.fault() != SoakFault.ROLLBACK) {
				// Whatever goes wrong with the only process, there is nobody else.
				before = load.stop();
				findings.addAll(this.casualties.unexcused(before));
			}
			fault = inflict(successor);
		}
		release();
		fault.join();
		boolean left = this.chain.settle();
		LoadResult result = (before != null) ? before : load.stop();
		if (before == null) {
			findings.addAll(this.casualties.unexcused(result));
		}
		SoakReport.End end = end(left, successor);
		if (!this.early && !this.round.ends().contains(end)) {
			findings.add("the end was to be one of " + this.round.ends());
		}
		if (left) {
			findings.addAll(this.chain.leftBehind());
		}
		// With a relay the successor does not know the path.
		else if (this.round.fault() == SoakFault.TERM && this.relay == null
				&& !this.chain.filesBesideTheLock().isEmpty()) {
			findings.add("left behind: " + this.chain.filesBesideTheLock());
		}
		if (this.relay != null || (this.round.way() != SoakRound.Way.LAUNCHED && !this.predecessor.isAlive()
				&& this.round.side() == SoakRound.Side.PREDECESSOR)) {
			this.chain.replaceNext();
		}
		return new SoakReport(this.round, end, this.early, result.requests(), result.failed(), findings);
	}

	private SoakReport.End end(boolean left, SoakProcess successor) {
		if (!left) {
			return SoakReport.End.ENDED;
		}
		if (successor.pid() == this.chain.serving().pid()) {
			return SoakReport.End.REPLACED;
		}
		return this.predecessor.hasWritten("serves; draining", this.from) ? SoakReport.End.CAME_BACK
				: SoakReport.End.STAYED;
	}

	private List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		this.round.held().ifPresent((frame) -> {
			this.relay = this.chain.rig().relay(frame);
			arguments.add(this.relay.argument());
		});
		if (this.round.fault() == SoakFault.EXIT) {
			arguments.add("--sample.exit-before-ready=3");
		}
		if (this.round.fault() == SoakFault.HELD) {
			this.hold = this.chain.rig().hold();
			arguments.add(this.hold.argument());
			if (this.round.isHeldForGood()) {
				arguments.add("--graceful-restart.handoff.ready-timeout=" + this.round.length().toMillis() + "ms");
			}
		}
		return arguments;
	}

	private boolean awaitStep(SoakProcess successor) {
		if (this.round.fault() == SoakFault.NONE || this.round.fault() == SoakFault.EXIT) {
			return true;
		}
		if (this.relay != null) {
			this.relay.awaitHeld();
			return true;
		}
		boolean reached = switch (this.round.step()) {
			case START -> true;
			case BEFORE_READY, COMMIT -> successor.awaitLine("Started \\S+ in [0-9.]+ seconds", 0);
			case SERVING -> successor.awaitLine("Generation \\d+ serving", 0);
			case MOVING, DRAIN -> this.predecessor.awaitLine("serves; draining", this.from);
			case STANDBY -> this.predecessor.awaitLine("Standing by until", this.from);
			case AFTER_PROBATION -> {
				this.predecessor.awaitEnd();
				yield successor.isAlive();
			}
		};
		pass(this.round.delay());
		return reached;
	}

	// A random instant is wanted, not an event.
	private static void pass(Duration time) {
		await().pollDelay(time).pollInterval(Duration.ofMillis(1)).atMost(Rig.LONG).until(() -> true);
	}

	private CompletableFuture<Void> inflict(SoakProcess successor) {
		boolean toPredecessor = this.round.side() == SoakRound.Side.PREDECESSOR;
		SoakProcess victim = toPredecessor ? this.predecessor : successor;
		SoakProcess other = toPredecessor ? successor : this.predecessor;
		switch (this.round.fault()) {
			case NONE, EXIT -> {
			}
			case HELD -> hold();
			case ROLLBACK -> {
				return CompletableFuture.runAsync(() -> this.chain.post("{\"action\":\"rollback\"}"));
			}
			default -> {
				if (victim.isAlive()) {
					strike(victim, other);
				}
				else {
					this.early = true;
				}
			}
		}
		return CompletableFuture.completedFuture(null);
	}

	private void hold() {
		if (this.hold != null && !this.round.isHeldForGood()) {
			pass(this.round.length());
			this.hold.release();
		}
	}

	private void strike(SoakProcess victim, SoakProcess other) {
		switch (this.round.fault()) {
			case TERM -> {
				// Whether the successor serves already, or has the listener, is not
				// always known here.
				if (this.round.side() == SoakRound.Side.SUCCESSOR || isWithoutListener(other)) {
					this.casualties.ending();
				}
				victim.process().signal(ProcessSignal.TERM);
			}
			case KILL -> {
				Freeze.freeze(victim.process());
				kill(victim, other);
			}
			case FREEZE -> {
				Freeze.freeze(victim.process());
				release();
				pass(this.round.length());
				victim.process().signal(ProcessSignal.CONT);
			}
			case FREEZE_AND_KILL -> {
				Freeze.freeze(victim.process());
				if (this.round.side() == SoakRound.Side.PREDECESSOR) {
					release();
				}
				pass(this.round.length());
				kill(victim, other);
			}
			default -> throw new IllegalStateException(this.round.toString());
		}
	}

	private void kill(SoakProcess victim, SoakProcess other) {
		this.casualties.killing(victim, other, this.chain.rig().port());
		// Its predecessor may also have ended while it was frozen.
		boolean last = this.round.step() == SoakStep.AFTER_PROBATION || !other.isAlive();
		if (last || isWithoutListener(other)) {
			this.casualties.killingTheLast();
		}
		victim.process().signal(ProcessSignal.KILL);
		victim.awaitEnd();
	}

	// Whether it is a successor which has not asked for it yet.
	private boolean isWithoutListener(SoakProcess other) {
		int port = this.chain.rig().port();
		return this.round.step() == SoakStep.START && other.process()
			.listeningSockets()
			.stream()
			.noneMatch((socket) -> socket.address().getPort() == port);
	}

	private void release() {
		if (this.relay != null) {
			this.relay.release();
		}
	}

}
