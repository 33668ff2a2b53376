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

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.Decision;
import io.gracefulrestart.handoff.Departure;
import io.gracefulrestart.handoff.DrainListener;
import io.gracefulrestart.handoff.FailureCause;
import io.gracefulrestart.handoff.HandoffFailure;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.PredecessorCallbacks;
import io.gracefulrestart.handoff.PredecessorHandoff;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The serving process's part in a handoff. The conversation calls it, see
 * {@link PredecessorCallbacks} for when; everything here returns soon, the drain has a
 * thread of its own.
 * <p>
 * Long, because what may come between two steps is decided in one place.
 */
final class PredecessorRole implements PredecessorCallbacks {

	private static final Log logger = LogFactory.getLog(PredecessorRole.class);

	// Their response is on its way when their wait is over.
	private static final Duration SET_ASIDE = Duration.ofSeconds(2);

	private final Core core;

	private final Ending ending;

	private volatile @Nullable PredecessorHandoff handoff;

	private volatile boolean passedOn;

	// Of the last cutover.
	private volatile @Nullable WayBack way;

	private volatile @Nullable ConnectionIntake intake;

	private final Admission admission;

	private final Restarts restarts;

	// Of the handoff in progress.
	private volatile HandoffObserver observer = HandoffObserver.NONE;

	private volatile Neighbours neighbours = Neighbours.NONE;

	PredecessorRole(Core core, Ending ending, Restarts restarts) {
		this.core = core;
		this.ending = ending;
		this.restarts = restarts;
		this.admission = new Admission(core, restarts, () -> this.neighbours.settle());
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
	 * This process ends, and a successor that has everything serves when it is ready. The
	 * supervisor is told so only now: if it ends them all it would take the end of the
	 * main process for the end of the service.
	 */
	void nameSuccessor() {
		PredecessorHandoff current = this.handoff;
		if (current != null && this.passedOn && isSuccessorAlive()) {
			this.core.supervision().replacedBy(current.successorPid());
		}
	}

	/**
	 * Note that the successor has ended before it served: what it was given is this
	 * process's alone again.
	 */
	void takeBack() {
		this.passedOn = false;
		this.core.estate().reclaim();
	}

	@Override
	public Decision onHello(Hello hello, PeerCredentials peer, PredecessorHandoff handoff) {
		Decision decision = this.admission.decide(hello, peer);
		if (decision instanceof Decision.Accept) {
			this.handoff = handoff;
			RestartAttempt attempt = this.restarts.current();
			this.observer = (attempt != null && attempt.isExpected(hello.token())) ? attempt : HandoffObserver.NONE;
			this.observer.onGreeted(handoff);
		}
		return decision;
	}

	@Override
	public boolean isRehearsal() {
		return this.observer instanceof RestartAttempt attempt && attempt.kind() == RestartKind.REHEARSAL;
	}

	@Override
	public void onReady() {
		this.core.estate().snapshot();
	}

	@Override
	public void stopAccepting() {
		this.core.gate().close();
		PredecessorHandoff current = this.handoff;
		if (current != null) {
			current.inFlightAtCutover(requests());
		}
		this.core.estate().giveToSuccessor();
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
	 * and serves when it is ready, so that never neither of the two serves. One that was
	 * started for a rehearsal is refused.
	 * @return whether a handoff was in progress; the caller has to drain then
	 */
	synchronized boolean endBeside() {
		PredecessorHandoff current = this.handoff;
		if (current == null || !this.core.states().change(State.HANDING_OFF, State.DRAINING)) {
			return false;
		}
		if (isRehearsal()) {
			// Whoever ends this process means the service, and not the next version,
			// which was never to serve.
			current.callOff(new Refused(RefusalReason.DRAINING, "process ends"));
			return true;
		}
		// Not if the successor has died this very moment: then nobody has the listeners.
		this.passedOn = current.leave("process ends");
		this.observer.onLeft();
		return true;
	}

	@Override
	public void onServing() {
		if (!this.core.states().change(State.HANDING_OFF, State.DRAINING)) {
			// Ends already, see endBeside().
			return;
		}
		this.passedOn = true;
		WayBack way = new WayBack(this.core.settings().probation());
		this.way = way;
		PredecessorHandoff current = this.handoff;
		this.core.supervision().replacedBy((current != null) ? current.successorPid() : 0);
		logger
			.info("Successor (pid " + ((current != null) ? current.successorPid() : "unknown") + ") serves; draining");
		new Thread(() -> drain(way), "graceful-restart-drain").start();
		this.core.servingOnly().stop(() -> {
			// It may work still, if this process has handed over as soon as it served.
			this.neighbours.awaitQuiet();
			if (current != null) {
				current.quiesced();
			}
		});
	}

	private void drain(WayBack way) {
		boolean over = true;
		try {
			over = new DrainAfterCutover(this.core, this.ending, this.handoff, way, this.observer).run();
		}
		finally {
			if (over) {
				this.core.application().awaitRequestsSetAside(Deadline.after(SET_ASIDE));
				logger.info("Generation " + this.core.chain().generation() + " was replaced, and ends");
				this.core.application().exit(0);
			}
			else {
				serveAgain(way.reason());
			}
		}
	}

	private void serveAgain(String reason) {
		// First of all: until then nobody accepts.
		Reopening.of(this.core.gate());
		this.passedOn = false;
		this.core.drains().forget();
		this.core.ledger().restart();
		PredecessorHandoff current = this.handoff;
		ConnectionIntake intake = this.intake;
		if (current != null) {
			HandoffRecord record = current.cameBack(reason);
			this.core.chain().correct(record);
			this.core.chain().count(RestartOutcome.ROLLED_BACK);
			this.handoff = null;
			if (intake != null) {
				current.servesAgain(intake.rooms());
			}
			this.observer.onReturned(record);
		}
		this.core.application().acceptTraffic();
		if (!this.core.states().change(State.DRAINING, State.SERVING)) {
			this.core.states().change(State.STANDBY, State.SERVING);
		}
		this.core.supervision().serves(this.core);
		if (intake == null) {
			// Nobody is left who could work at the same time, or give anything back.
			this.core.estate().reclaim();
			workAlone();
		}
		logger.warn("ROLLED BACK: generation " + this.core.chain().generation() + " serves again, " + reason);
		this.neighbours.serveAgain();
	}

	// One that gives back may take long, and this process have handed over once more.
	private void workAlone() {
		this.core.servingOnly().start(() -> !this.passedOn);
	}

	/**
	 * Let this process end as soon as it has drained: it was told to.
	 */
	void dismiss() {
		WayBack current = this.way;
		if (current != null) {
			current.dismiss();
		}
	}

	@Override
	public boolean onRollback(String reason) {
		PredecessorHandoff current = this.handoff;
		if (current == null || !current.separateListeners().isEmpty()) {
			return false;
		}
		this.intake = new ConnectionIntake(this.core);
		return comeBack("rolled back by successor (pid " + current.successorPid() + "): " + reason);
	}

	private boolean comeBack(String reason) {
		WayBack current = this.way;
		// The drain's thread goes on from there, or from its standby.
		return current != null && current.take(reason, this.core.drains()::callOff);
	}

	@Override
	public DrainListener returns() {
		ConnectionIntake intake = this.intake;
		return (intake != null) ? new ReturnListener(intake, this::workAlone) : new DrainListener() {
		};
	}

	@Override
	public void onReturned() {
		ConnectionIntake intake = this.intake;
		this.intake = null;
		this.core.estate().reclaim();
		// Also if it has not said that its own has stopped.
		workAlone();
		if (intake != null) {
			intake.close();
		}
	}

	@Override
	public Progress progress() {
		// Without a look at each connection: what comes after the cutover waits for it.
		int connections = this.core.workloads().stream().mapToInt(Workload::connections).sum();
		DrainProgress drain = this.core.drains().progress();
		Instant deadline = (drain != null) ? drain.deadline()
				: Instant.now().plus(this.core.settings().drain().timeout());
		Census left = (drain != null) ? drain.left() : Census.NONE;
		return new Progress(requests(), connections, deadline, probationEnds(), left.streams(), left.http2(),
				left.webSockets());
	}

	private int requests() {
		return this.core.workloads().stream().mapToInt(Workload::requests).sum();
	}

	/**
	 * Return until when this process serves again if its successor dies or gives back.
	 * @return the end of the probation, {@code null} if it has not handed over, or does
	 * not come back
	 */
	@Nullable Instant probationEnds() {
		WayBack current = this.way;
		return (current != null && this.passedOn) ? current.probationEnds() : null;
	}

	@Override
	public void onFailed(HandoffFailure failure) {
		if (failure.cause() != FailureCause.REHEARSED) {
			this.core.chain().add(failure.handoff());
			this.core.chain().count(RestartOutcome.FAILED);
			String text = "Handoff failed, serving on as before: " + failure.handoff().reason();
			if (this.observer == HandoffObserver.NONE) {
				logger.warn(text);
			}
			else {
				// The restart that it belongs to is logged when its process has ended.
				logger.debug(text);
			}
		}
		this.handoff = null;
		this.core.estate().reclaim();
		this.core.states().change(State.HANDING_OFF, State.SERVING);
		this.observer.onFailed(failure);
		this.observer = HandoffObserver.NONE;
	}

	@Override
	public void onDeparted(Departure departure, @Nullable String reason) {
		if ((departure == Departure.DIED && isSuccessorVisible() && comeBack("successor died")) || isComingBack()) {
			return;
		}
		logger.warn("Successor left while this process drains: " + departure + ((reason != null) ? ", " + reason : ""));
		leaveListeners();
	}

	private boolean isComingBack() {
		WayBack current = this.way;
		return current != null && current.decision() == WayBack.Decision.RETURNS;
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
		WayBack open = this.way;
		if (open != null && !open.close() && isComingBack()) {
			return;
		}
		PredecessorHandoff current = this.handoff;
		// What waits at a port that the successor shares is for this process, to the end.
		if (current == null || current.separateListeners().isEmpty()) {
			this.ending.closeListeners();
		}
	}

	@Override
	public void onRefused(Refused refusal, HandoffRecord handoff) {
		this.core.chain().add(handoff);
		this.core.chain().count(RestartOutcome.REFUSED);
		logger.warn("Successor (pid " + handoff.successorPid() + ") refused: " + refusal.text());
	}

}
