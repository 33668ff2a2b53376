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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.handoff.FailureCause;
import io.gracefulrestart.handoff.HandoffFailure;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.PredecessorHandoff;
import io.gracefulrestart.handoff.PredecessorPhase;
import io.gracefulrestart.launch.ExitStatus;
import io.gracefulrestart.launch.LaunchFailedException;
import io.gracefulrestart.launch.LaunchToken;
import io.gracefulrestart.launch.LaunchedProcess;
import io.gracefulrestart.launch.Launcher;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One restart that this process makes: starts the successor, knows it when it comes, and
 * ends it if it does not get so far. Thread safe.
 * <p>
 * Long, because what may end an attempt is decided under one lock.
 */
final class RestartAttempt implements HandoffObserver {

	private static final Log logger = LogFactory.getLog(RestartAttempt.class);

	// More than a successor is given to end.
	private static final Duration ABANDON = Duration.ofSeconds(10);

	private final RestartProgress progress;

	private final OwnSuccessor successor = new OwnSuccessor();

	private final @Nullable String note;

	private final Duration readyTimeout;

	private final Deadline ready;

	private @Nullable PredecessorHandoff handoff;

	private boolean failing;

	/**
	 * Create an attempt.
	 * @param core what both roles work with
	 * @param kind what was asked for
	 * @param note what is to be said of it in any case, or {@code null}
	 */
	RestartAttempt(Core core, RestartKind kind, @Nullable String note) {
		this.progress = new RestartProgress(core, kind);
		this.note = note;
		this.readyTimeout = core.settings().readyTimeout();
		this.ready = Deadline.after(this.readyTimeout);
	}

	/**
	 * Do {@link #start} on a thread of its own.
	 * @param launcher starts the successor
	 */
	void startInBackground(Launcher launcher) {
		inBackground("graceful-restart-start", () -> start(launcher));
	}

	/**
	 * Start the successor. Returns when it has asked for the listeners, or will not.
	 * @param launcher starts it
	 */
	private void start(Launcher launcher) {
		try {
			LaunchedProcess launched = launcher.launch();
			this.successor.started(launched);
			this.progress.successor(launched.pid());
			logger.info("Started successor (pid " + launched.pid() + ")"
					+ ((kind() == RestartKind.REHEARSAL) ? " for a rehearsal" : "")
					+ ((this.note != null) ? "; " + this.note : ""));
			CompletableFuture<Void> unused = launched.onExit().thenAccept(this::exited);
			awaitHello();
			endIfGivenUp();
		}
		catch (LaunchFailedException ex) {
			this.progress.failBeforeHandoff(String.valueOf(ex.getMessage()), List.of());
		}
	}

	private void awaitHello() {
		synchronized (this) {
			while (this.handoff == null && !this.failing && !this.ready.hasPassed()) {
				try {
					TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, this.ready.remaining().toNanos()));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					break;
				}
			}
		}
		fail("successor did not ask for the listeners within " + this.readyTimeout.toMillis() + " ms", Map.of(),
				Stage.LAUNCHED);
	}

	// It may have been started after that.
	private void endIfGivenUp() {
		synchronized (this) {
			if (!this.failing || this.handoff != null) {
				return;
			}
		}
		this.successor.end("");
	}

	// One that exits with 0 may be a script which has left the JVM behind.
	private void exited(ExitStatus status) {
		if (status.code() != 0) {
			fail("successor (pid " + this.progress.successor() + ") " + status + " before it asked for the listeners",
					Map.of(), Stage.LAUNCHED);
		}
	}

	/**
	 * Give up a successor that has not asked for the listeners yet, since this process
	 * ends: it would find nobody, and serve in its place. Returns when it has ended. One
	 * that has the listeners serves when it is ready.
	 */
	void abandon() {
		fail("this process ends", Map.of(), Stage.LAUNCHED);
		PredecessorHandoff current;
		synchronized (this) {
			current = this.failing ? null : this.handoff;
		}
		if (current == null) {
			this.progress.awaitSettled(ABANDON);
		}
		else if (current.phase() == PredecessorPhase.ENDED) {
			// Nobody tells any more what becomes of it.
			onLeft();
		}
	}

	/**
	 * Return whether a process is the one that was started, and may take over.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	synchronized boolean isExpected(@Nullable String token) {
		return !this.failing && this.successor.knows(token);
	}

	/**
	 * Return whether a process was started by this attempt.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	boolean knows(String token) {
		return this.successor.knows(token);
	}

	/**
	 * Return the secret of the process that was started.
	 * @return the token, {@code null} if none was started
	 */
	@Nullable LaunchToken token() {
		return this.successor.token();
	}

	/**
	 * Return whether its successor does not take over any more, even if that still runs.
	 * @return whether it has failed, or has only rehearsed
	 */
	synchronized boolean hasFailed() {
		return this.failing;
	}

	/**
	 * Return when the successor has to be ready.
	 * @return the deadline
	 */
	Deadline ready() {
		return this.ready;
	}

	RestartKind kind() {
		return this.progress.kind();
	}

	Instant startedAt() {
		return this.progress.startedAt();
	}

	/**
	 * Return whether another one may be begun.
	 * @return whether it is over
	 */
	boolean isOver() {
		return this.progress.isSettled();
	}

	/**
	 * Return what comes of it.
	 * @return what those get who have asked for it
	 */
	RestartProgress result() {
		return this.progress;
	}

	/**
	 * Tell how far it has come.
	 * @return a text for people
	 */
	synchronized String progress() {
		long pid = this.progress.successor();
		if (this.progress.isServed()) {
			return "successor (pid " + pid + ") serves, on probation";
		}
		PredecessorHandoff current = this.handoff;
		Peer.Phase phase = (current != null) ? Peer.Phase.ofSuccessor(current.phase()) : Peer.Phase.STARTING;
		return (pid != 0) ? "successor (pid " + pid + ") is " + ((phase != null) ? phase : "about to end")
				: "successor is being started";
	}

	@Override
	public void onGreeted(PredecessorHandoff handoff) {
		handoff.spawnedIn(this.progress.elapsed());
		synchronized (this) {
			this.handoff = handoff;
			// Not the one that was started, if a script has started that.
			this.progress.successor(handoff.successorPid());
			notifyAll();
		}
	}

	@Override
	public void onFailed(HandoffFailure failure) {
		if (failure.cause() == FailureCause.REHEARSED) {
			rehearsed(failure.handoff());
		}
		else {
			boolean left = failure.cause() == FailureCause.DIED || failure.cause() == FailureCause.ENDED;
			fail(String.valueOf(failure.handoff().reason()), failure.handoff().phases(),
					left ? Stage.LEFT : Stage.GREETED);
		}
	}

	private void rehearsed(HandoffRecord record) {
		synchronized (this) {
			this.failing = true;
		}
		// It ends by itself, having been told; waited for so that nothing is left behind.
		inBackground("graceful-restart-attempt", () -> {
			this.successor.awaitExit();
			this.successor.end("");
			this.progress.end(RestartOutcome.SUCCEEDED, this.note, record, List.of());
		});
	}

	@Override
	public void onLeft() {
		this.progress.fail("this process was told to end; successor (pid " + this.progress.successor()
				+ ") has the listeners, and serves when it is ready", Map.of(), List.of());
	}

	@Override
	public void onMoved(HandoffRecord record, @Nullable Instant probationEnds) {
		this.progress.serves(this.note, record, probationEnds);
	}

	@Override
	public void onReturned(HandoffRecord record) {
		this.progress.end(RestartOutcome.ROLLED_BACK, record.reason(), record, this.successor.tail());
	}

	@Override
	public void onOver(HandoffRecord record) {
		this.progress.end(RestartOutcome.SUCCEEDED, this.note, record, List.of());
	}

	private void fail(String reason, Map<String, Duration> phases, Stage stage) {
		synchronized (this) {
			// Once it has come, the conversation tells what becomes of it.
			if (this.failing || this.progress.isServed() || (stage == Stage.LAUNCHED && this.handoff != null)) {
				return;
			}
			this.failing = true;
			notifyAll();
		}
		inBackground("graceful-restart-attempt", () -> {
			if (stage == Stage.LEFT) {
				this.successor.awaitExit();
			}
			String text = this.successor.end(reason);
			if (stage == Stage.LAUNCHED) {
				this.progress.failBeforeHandoff(text, this.successor.tail());
			}
			else {
				this.progress.fail(text, phases, this.successor.tail());
			}
		});
	}

	// The caller is the conversation's thread, or the one that has seen the end.
	private void inBackground(String name, Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			// An Error too: no other restart would ever be begun.
			catch (RuntimeException | Error ex) {
				logger.error("Restart failed in this process", ex);
				this.progress.fail("this process failed: " + ex, Map.of(), List.of());
			}
		}, name);
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (Error ex) {
			// No thread is left.
			this.progress.fail("this process failed: " + ex, Map.of(), List.of());
		}
	}

	/**
	 * How far a successor had come when it was seen to fail.
	 */
	private enum Stage {

		/** It has not asked for the listeners. */
		LAUNCHED,

		/** It has, and may be running still. */
		GREETED,

		/** It has, and is about to end, or has ended. */
		LEFT

	}

}
