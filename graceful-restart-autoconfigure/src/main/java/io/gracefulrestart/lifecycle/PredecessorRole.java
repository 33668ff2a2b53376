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

import java.time.Instant;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.Decision;
import io.gracefulrestart.handoff.Departure;
import io.gracefulrestart.handoff.HandoffFailure;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.PredecessorCallbacks;
import io.gracefulrestart.handoff.PredecessorHandoff;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.Snapshot;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The serving process's part in a handoff. The conversation calls it, see
 * {@link PredecessorCallbacks} for when; everything here returns soon, the drain has a
 * thread of its own.
 */
final class PredecessorRole implements PredecessorCallbacks {

	private static final Log logger = LogFactory.getLog(PredecessorRole.class);

	private final Core core;

	private final Ending ending;

	private volatile @Nullable PredecessorHandoff handoff;

	private volatile boolean passedOn;

	// Whether this process may serve again if the successor dies.
	private volatile boolean returnable;

	private final Admission admission;

	private volatile Neighbours neighbours = Neighbours.NONE;

	PredecessorRole(Core core, Ending ending) {
		this.core = core;
		this.ending = ending;
		this.admission = new Admission(core, () -> this.neighbours.settle());
	}

	/**
	 * Say who has to do with what happens here.
	 * @param neighbours who it is
	 */
	void meet(Neighbours neighbours) {
		this.neighbours = neighbours;
	}

	/**
	 * Return the successor that this process is handing over to.
	 * @return the successor, or {@code null} if there is none
	 */
	@Nullable Peer successor() {
		PredecessorHandoff current = this.handoff;
		Peer.Phase phase = (current != null) ? Peer.Phase.ofSuccessor(current.phase()) : null;
		return (current != null && phase != null)
				? new Peer(current.successorPid(), this.core.chain().generation() + 1, phase, null) : null;
	}

	/**
	 * Return the handoff in progress.
	 * @return the handoff, or {@code null} if there is none
	 */
	@Nullable PredecessorHandoff handoff() {
		return this.handoff;
	}

	/**
	 * Return whether a successor has what this process had, the control socket included.
	 * @return whether it was passed on
	 */
	boolean isPassedOn() {
		return this.passedOn;
	}

	/**
	 * Return whether the successor that has everything still runs.
	 * @return whether its process lives
	 */
	boolean isSuccessorAlive() {
		PredecessorHandoff current = this.handoff;
		// 0 stands for a process of another pid namespace, which cannot be looked at.
		return current != null && (current.successorPid() == 0 || Processes.isAlive(current.successorPid()));
	}

	/**
	 * Note that the successor has ended before it served: what it was given is this
	 * process's alone again.
	 */
	void takeBack() {
		this.passedOn = false;
	}

	@Override
	public Decision onHello(Hello hello, PeerCredentials peer, PredecessorHandoff handoff) {
		Decision decision = this.admission.decide(peer);
		if (decision instanceof Decision.Accept) {
			this.handoff = handoff;
		}
		return decision;
	}

	@Override
	public Snapshot onReady() {
		return Snapshot.EMPTY;
	}

	@Override
	public void stopAccepting() {
		this.core.gate().close();
	}

	// Under the same monitor as endBeside(): a gate that opens after this process has
	// begun to end would never be closed again.
	@Override
	public synchronized void resumeAccepting(String reason) {
		if (this.core.states().state() == State.HANDING_OFF) {
			Reopening.of(this.core.gate());
		}
	}

	/**
	 * End while a successor is getting ready: it keeps the listeners that it was given
	 * and serves when it is ready, so that never neither of the two serves.
	 * @return whether a handoff was in progress; the caller has to drain then
	 */
	synchronized boolean endBeside() {
		PredecessorHandoff current = this.handoff;
		if (current == null || !this.core.states().change(State.HANDING_OFF, State.DRAINING)) {
			return false;
		}
		// Not if the successor has died this very moment: then nobody has the listeners.
		this.passedOn = current.leave("process ends");
		return true;
	}

	@Override
	public void onServing() {
		if (!this.core.states().change(State.HANDING_OFF, State.DRAINING)) {
			// Ends already, see endBeside().
			return;
		}
		this.passedOn = true;
		this.returnable = true;
		PredecessorHandoff current = this.handoff;
		logger
			.info("Successor (pid " + ((current != null) ? current.successorPid() : "unknown") + ") serves; draining");
		new Thread(this::drain, "graceful-restart-drain").start();
	}

	private void drain() {
		boolean over = true;
		try {
			over = new DrainAfterCutover(this.core, this.ending, this.handoff).run();
		}
		finally {
			if (over) {
				this.core.application().exit(0);
			}
			else {
				serveAgain();
			}
		}
	}

	private void serveAgain() {
		// First of all: until then nobody accepts.
		Reopening.of(this.core.gate());
		this.passedOn = false;
		PredecessorHandoff current = this.handoff;
		this.core.ledger().restart();
		if (current != null) {
			over(current.cameBack("successor died while connections were moved to it"));
		}
		this.core.application().acceptTraffic();
		this.core.states().change(State.DRAINING, State.SERVING);
		logger.warn("Successor died while this process drained; generation " + this.core.chain().generation()
				+ " serves again");
		this.neighbours.serveAgain();
	}

	@Override
	public Progress progress() {
		// Without a look at each connection: what comes after the cutover waits for it.
		int requests = this.core.workloads().stream().mapToInt(Workload::requests).sum();
		int connections = this.core.workloads().stream().mapToInt(Workload::connections).sum();
		DrainProgress drain = this.core.drains().progress();
		Instant deadline = (drain != null) ? drain.deadline() : Instant.now().plus(this.core.settings().drainTimeout());
		return new Progress(requests, connections, deadline);
	}

	@Override
	public void onFailed(HandoffFailure failure) {
		over(failure.handoff());
		this.core.states().change(State.HANDING_OFF, State.SERVING);
		logger.warn("Handoff failed, serving on as before: " + failure.handoff().reason());
	}

	@Override
	public void onDeparted(Departure departure, @Nullable String reason) {
		if (departure == Departure.DIED && this.returnable && isSuccessorVisible() && this.core.drains().callOff()) {
			return; // the drain's thread goes on from there
		}
		logger.warn("Successor left while this process drains: " + departure + ((reason != null) ? ", " + reason : ""));
		leaveListeners();
	}

	// Of a process in another pid namespace nobody can say that it has died: both would
	// serve.
	private boolean isSuccessorVisible() {
		PredecessorHandoff current = this.handoff;
		return current != null && current.successorPid() != 0
				&& current.successorPid() != ProcessHandle.current().pid();
	}

	@Override
	public void onSettled() {
		leaveListeners();
	}

	// Nobody accepts here any more: what the kernel queues is for somebody else.
	private void leaveListeners() {
		this.returnable = false;
		PredecessorHandoff current = this.handoff;
		// What waits at a port that the successor shares is for this process, to the end.
		if (current == null || current.separateListeners().isEmpty()) {
			this.ending.closeListeners();
		}
	}

	@Override
	public void onRefused(Refused refusal, HandoffRecord handoff) {
		this.core.chain().add(handoff);
		logger.warn("Successor (pid " + handoff.successorPid() + ") refused: " + refusal.text());
	}

	private void over(HandoffRecord record) {
		this.core.chain().add(record);
		this.handoff = null;
	}

}
