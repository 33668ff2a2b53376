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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.gracefulrestart.GracefulRestart;
import io.gracefulrestart.ListenerParticipant;
import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.StateChangedEvent;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.fd.NativeSupport;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.supervisor.PidFile;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Orders the steps of this process's life. Whoever runs the application calls
 * {@link #begin()} before the first listener is asked for, {@link #ready()} when the
 * application accepts traffic, and {@link #shutdown()} before anything of it stops.
 * Thread safe.
 * <p>
 * Long, because it is the face of the whole life; most lines are Javadoc.
 *
 * @since 0.1.0
 */
public final class GracefulRestartLifecycle implements GracefulRestart, AutoCloseable {

	private static final Log logger = LogFactory.getLog(GracefulRestartLifecycle.class);

	private final Core core;

	private final LifecycleFigures figures;

	private final Ending ending;

	private final Restarts restarts;

	private final PredecessorRole predecessor;

	private final ControlPoint controlPoint;

	// One object, so that it can be taken back.
	private final Runnable abort = this::abort;

	private final Object monitor = new Object();

	private volatile @Nullable SuccessorRole successor;

	private volatile boolean begun;

	/**
	 * Create a lifecycle; nothing happens before {@link #begin()}.
	 * @param settings the operator's decisions
	 * @param application the application around the listeners
	 * @param listeners the owner of all listeners; closed by the lifecycle
	 * @param gate the gate that every accepting party obeys
	 */
	public GracefulRestartLifecycle(LifecycleSettings settings, Application application, Listeners listeners,
			Gate gate) {
		this.core = new Core(settings, application, listeners, gate);
		this.figures = new LifecycleFigures(this.core);
		this.ending = new Ending(this.core);
		this.restarts = new Restarts(this.core, this::obstacle, this::peerBefore);
		this.predecessor = new PredecessorRole(this.core, this.ending, this.restarts);
		this.controlPoint = new ControlPoint(this.core, this.predecessor, this.ending);
		this.core.states().addListener(this.core.statistics()::onStateChange);
		this.core.states().addListener(new SharedPorts(this.core)::onStateChange);
		this.core.states()
			.addListener((from, to) -> application.publish(new StateChangedEvent(from, to, generation())));
	}

	/**
	 * Have a file name the process that serves, from the moment when this one does. To be
	 * called before {@link #begin()}.
	 * @param file the file
	 */
	public void keep(PidFile file) {
		this.core.states().addListener(new PidFileKeeper(this.core, file, this.controlPoint::isLeftToOthers));
	}

	/**
	 * Find out whether there is a predecessor, and take its listeners from it if there
	 * is. The gate stays closed then; otherwise it opens. Called again it does nothing.
	 * @throws TakeoverRefusedException if the process that serves now refuses
	 * @throws TakeoverFailedException if it cannot be found out who serves, or the
	 * control socket is not safe to use
	 */
	public void begin() {
		synchronized (this.monitor) {
			if (this.begun) {
				return;
			}
			this.begun = true;
			if (!NativeSupport.get().isAvailable()) {
				unsupported(Objects.requireNonNull(NativeSupport.get().cause()));
				return;
			}
			TerminationSignals.add(this.abort);
			this.restarts.open();
			Path controlSocket = this.core.settings().controlSocket();
			if (controlSocket == null) {
				this.controlPoint.absent(String.valueOf(this.core.settings().controlSocketAbsence()));
			}
			else {
				this.successor = this.controlPoint.begin(controlSocket);
			}
			if (this.successor == null && !this.core.listeners().areShared()) {
				this.core.gate().open();
			}
			// Not before: a successor does not speak for the service.
			this.core.supervision().begin(this::situation);
		}
	}

	private void unsupported(String reason) {
		this.controlPoint.absentSilently(reason);
		if (this.core.states().change(State.STARTING, State.UNSUPPORTED)) {
			logger.warn("Graceful restart is not supported here, and the application runs without it: " + reason);
		}
	}

	/**
	 * Let a listener that the application owns take part; begins before, if need be.
	 * @param participant the application's part
	 * @throws IOException if the listener cannot be obtained
	 */
	public void participate(ListenerParticipant participant) throws IOException {
		begin();
		this.core.participants().add(participant, state());
	}

	/**
	 * Stop the listeners that the application owns.
	 */
	public void dismissParticipants() {
		this.core.participants().dismiss();
	}

	/**
	 * The application is ready and accepts traffic: serve, after the predecessor has
	 * agreed if there is one. Returns at once.
	 */
	public void ready() {
		SuccessorRole takeover = this.successor;
		if (takeover != null) {
			takeover.ready();
		}
		else if (!this.begun) {
			unsupported("its web server is not the embedded Tomcat");
			this.core.supervision().begin(this::situation);
			this.core.supervision().serves(this.core);
		}
		else if (this.core.listeners().areShared()) {
			if (state() == State.STARTING) {
				new JoiningRole(this.core, this::serving).start();
			}
		}
		else if (this.core.states().change(State.STARTING, State.SERVING)) {
			serving();
		}
		if (state() == State.UNSUPPORTED) {
			this.core.servingOnly().start();
		}
	}

	private void serving() {
		this.core.servingOnly().start();
		this.core.supervision().serves(this.core);
		this.core.listeners().warnOfUnclaimed();
		logger.info("Generation " + generation() + " serving"
				+ (isHandoffPossible() ? ", control socket " + this.core.settings().controlSocket() : ""));
	}

	/**
	 * End: give up a takeover, let a handoff that the successor is ready for come to its
	 * end, drain. Returns when nothing is in hand any more, at the latest at the drain's
	 * deadline.
	 */
	public void shutdown() {
		if (isToEnd(state())) {
			this.ending.limit();
		}
		else if (state() == State.UNSUPPORTED) {
			this.core.supervision().stopping();
		}
		this.restarts.abandon();
		SuccessorRole takeover = this.successor;
		Peer before = peerBefore();
		if (takeover != null) {
			takeover.leave();
		}
		if (this.core.gate().isOpen() && this.core.states().change(State.STARTING, State.DRAINING)) {
			// Clients come as soon as the port is open, and nobody is ready yet.
			this.ending.drainAlone(this.controlPoint::close);
		}
		// A successor may come or go between two lines, or die while this process drains,
		// hence the loop.
		while (isToEnd(state())) {
			State now = state();
			if (now == State.DRAINING || now == State.STANDBY) {
				this.predecessor.dismiss();
				if (!this.ending.await(now)) {
					break;
				}
			}
			else if (!this.predecessor.endBeside()) {
				this.ending.alone(this.controlPoint::close);
			}
			else if (this.predecessor.isPassedOn()) {
				// It would take successors of its successor.
				this.controlPoint.close();
				this.ending.besideSuccessor(this.predecessor::isSuccessorAlive, this.predecessor::takeBack);
				this.predecessor.nameSuccessor();
			}
			else {
				this.ending.drainAlone(this.controlPoint::close);
			}
		}
		if (before != null && this.core.supervision().isFollowed()) {
			// When the main process has ended, systemd has no patience with the others.
			this.ending.awaitEndOf(before.pid());
		}
		release();
	}

	/**
	 * Return how long whoever ends this process still waits.
	 * @return the time left after {@link #shutdown()}, empty if it is not known
	 */
	public Optional<Duration> timeToTheKill() {
		return Optional.ofNullable(this.ending.kill()).map(Deadline::remaining);
	}

	private static boolean isToEnd(State state) {
		return state == State.SERVING || state == State.HANDING_OFF || state == State.DRAINING
				|| state == State.STANDBY;
	}

	@Override
	public Restart restart() {
		return this.restarts.begin(RestartKind.RESTART);
	}

	@Override
	public Restart rehearse() {
		return this.restarts.begin(RestartKind.REHEARSAL);
	}

	private @Nullable Peer peerBefore() {
		SuccessorRole takeover = this.successor;
		return (takeover != null) ? takeover.peer() : null;
	}

	// Why no successor could take over.
	private @Nullable String obstacle() {
		State state = state();
		if (state == State.HANDING_OFF) {
			return "a handoff is in progress: " + this.predecessor.successor();
		}
		return (state != State.SERVING) ? "process is " + state : this.controlPoint.absence();
	}

	@Override
	public RestartResult rollBack(String reason) {
		Instant startedAt = Instant.now();
		Peer before = peerBefore();
		SuccessorRole takeover = this.successor;
		String obstacle = (takeover != null) ? takeover.rollBack(reason) : "there is no predecessor";
		RestartResult result = RestartResults.rollback(reason, obstacle, generation(), before, startedAt);
		RestartLog.log(result);
		return result;
	}

	/**
	 * The application says that it is not ready any more. On probation that means that
	 * this process gives back to its predecessor; else it is nobody's concern here.
	 * Returns at once.
	 * @param reason what it says
	 */
	public void unready(String reason) {
		SuccessorRole takeover = this.successor;
		if (takeover != null) {
			takeover.unready(reason);
		}
	}

	/**
	 * Set the calling thread's request aside, which is about to wait for a restart: no
	 * drain waits for it.
	 */
	public void setRequestAside() {
		this.core.application().setRequestAside();
	}

	/**
	 * End whatever {@link #shutdown()} waits for.
	 */
	public void abort() {
		this.ending.hurry();
	}

	/** Release whatever {@link #shutdown()} has not, without any courtesy. */
	@Override
	public void close() {
		SuccessorRole takeover = this.successor;
		if (takeover != null) {
			takeover.leave();
		}
		release();
	}

	private void release() {
		TerminationSignals.remove(this.abort);
		this.restarts.abandon();
		this.restarts.close();
		this.core.states().change(State.STARTING, State.STOPPED);
		this.core.states().change(State.TAKING_OVER, State.STOPPED);
		this.core.states().change(State.UNSUPPORTED, State.STOPPED);
		this.controlPoint.close();
		this.core.listeners().close();
		this.core.estate().close();
		this.core.supervision().close();
	}

	@Override
	public State state() {
		return this.core.states().state();
	}

	@Override
	public int generation() {
		return this.core.chain().generation();
	}

	/**
	 * Return what can be measured of this process.
	 * @return the figures
	 */
	public LifecycleFigures figures() {
		return this.figures;
	}

	/**
	 * Return what is counted over all generations.
	 * @return the statistics
	 */
	public Statistics statistics() {
		return this.core.statistics();
	}

	/**
	 * Return whether this process waits for a successor, or will when it serves.
	 * @return whether a handoff is possible
	 */
	public boolean isHandoffPossible() {
		return this.controlPoint.absence() == null;
	}

	private @Nullable Instant probationEnds() {
		SuccessorRole takeover = this.successor;
		Instant own = this.predecessor.probationEnds();
		return (own != null || takeover == null) ? own : takeover.probationEnds();
	}

	private Situation situation() {
		return new Situation(state(), generation(), peerBefore(), this.predecessor.successor(), probationEnds(),
				this.core.drains().progress(), this.restarts.report(), this.core.chain().last());
	}

	/**
	 * Tell everything about this instant.
	 * @return the report
	 */
	public LifecycleReport report() {
		SuccessorRole takeover = this.successor;
		return LifecycleReport.of(this.core, this.controlPoint.absence(), (takeover != null) ? takeover.peer() : null,
				this.predecessor.successor(), probationEnds(), this.restarts.report());
	}

}
