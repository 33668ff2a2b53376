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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.RestartResult.Participant;
import io.gracefulrestart.handoff.FailureCause;
import io.gracefulrestart.handoff.HandoffFailure;
import io.gracefulrestart.handoff.HandoffPhase;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.PredecessorHandoff;
import io.gracefulrestart.launch.ExitStatus;
import io.gracefulrestart.launch.LaunchFailedException;
import io.gracefulrestart.launch.LaunchedProcess;
import io.gracefulrestart.launch.Launcher;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One restart that this process makes: starts the successor, knows it when it comes, and
 * ends it if it does not get so far. Thread safe.
 */
final class RestartAttempt implements Restart, HandoffObserver {

	private static final Log logger = LogFactory.getLog(RestartAttempt.class);

	// For a successor that is to end; its predecessor serves, nobody waits for it.
	private static final Duration END = Duration.ofSeconds(5);

	private final Core core;

	private final RestartKind kind;

	private final @Nullable String note;

	private final Instant startedAt = Instant.now();

	private final long startNanos = System.nanoTime();

	private final Deadline ready;

	private final CompletableFuture<RestartResult> served = new CompletableFuture<>();

	private final CompletableFuture<RestartResult> settled = new CompletableFuture<>();

	private @Nullable LaunchedProcess process;

	private @Nullable PredecessorHandoff handoff;

	private boolean failing;

	/**
	 * Create an attempt.
	 * @param core what both roles work with
	 * @param kind what was asked for
	 * @param note what is to be said of it in any case, or {@code null}
	 */
	RestartAttempt(Core core, RestartKind kind, @Nullable String note) {
		this.core = core;
		this.kind = kind;
		this.note = note;
		this.ready = Deadline.after(core.settings().readyTimeout());
	}

	/**
	 * Start the successor. Returns when it has asked for the listeners, or will not.
	 * @param launcher starts it
	 */
	void start(Launcher launcher) {
		try {
			LaunchedProcess launched = launcher.launch();
			boolean abandoned;
			synchronized (this) {
				this.process = launched;
				abandoned = this.failing;
			}
			if (abandoned) {
				end();
				return;
			}
			logger.info("Started successor (pid " + launched.pid() + ")"
					+ ((this.kind == RestartKind.REHEARSAL) ? " for a rehearsal" : "")
					+ ((this.note != null) ? "; " + this.note : ""));
			launched.onExit().thenAccept(this::exited);
			awaitHello();
		}
		catch (LaunchFailedException ex) {
			complete(failed(ex.getMessage(), List.of(), Map.of()));
		}
		// An Error too: no other restart would ever be begun.
		catch (RuntimeException | Error ex) {
			logger.error("Restart failed in this process", ex);
			complete(failed("this process failed: " + ex, List.of(), Map.of()));
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
		fail("successor did not ask for the listeners within " + this.core.settings().readyTimeout().toMillis() + " ms",
				Map.of(), Stage.LAUNCHED);
	}

	// One that exits with 0 may be a script which has left the JVM behind.
	private void exited(ExitStatus status) {
		if (status.code() != 0) {
			fail("successor (pid " + pid() + ") " + status + " before it asked for the listeners", Map.of(),
					Stage.LAUNCHED);
		}
	}

	/**
	 * Give up a successor that has not asked for the listeners yet, since this process
	 * ends: it would find nobody, and serve in its place. Returns when it has ended. One
	 * that has the listeners serves when it is ready.
	 */
	void abandon() {
		fail("this process ends", Map.of(), Stage.LAUNCHED);
		synchronized (this) {
			if (this.handoff != null) {
				return;
			}
		}
		await(this.settled, END.multipliedBy(2));
	}

	/**
	 * Return whether a process is the one that was started.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	synchronized boolean isExpected(@Nullable String token) {
		return this.process != null && !this.failing && this.process.token().matches(token);
	}

	/**
	 * Return whether a process was started by this attempt.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	synchronized boolean knows(String token) {
		return this.process != null && this.process.token().matches(token);
	}

	/**
	 * Return when the successor has to be ready.
	 * @return the deadline
	 */
	Deadline ready() {
		return this.ready;
	}

	RestartKind kind() {
		return this.kind;
	}

	/**
	 * Return whether another one may be begun.
	 * @return whether it is over
	 */
	boolean isOver() {
		return this.settled.isDone();
	}

	/**
	 * Tell how far it has come.
	 * @return a text for people
	 */
	synchronized String progress() {
		if (this.served.isDone()) {
			return "successor (pid " + pid() + ") serves, on probation";
		}
		PredecessorHandoff current = this.handoff;
		Peer.Phase phase = (current != null) ? Peer.Phase.ofSuccessor(current.phase()) : Peer.Phase.STARTING;
		return (this.process != null) ? "successor (pid " + pid() + ") is " + ((phase != null) ? phase : "about to end")
				: "successor is being started";
	}

	Instant startedAt() {
		return this.startedAt;
	}

	@Override
	public CompletionStage<RestartResult> served() {
		return this.served.minimalCompletionStage();
	}

	@Override
	public CompletionStage<RestartResult> settled() {
		return this.settled.minimalCompletionStage();
	}

	/**
	 * Return the result as it is now.
	 * @return the result, {@code null} if there is none yet
	 */
	@Nullable RestartResult result() {
		RestartResult last = this.settled.getNow(null);
		return (last != null) ? last : this.served.getNow(null);
	}

	@Override
	public void onGreeted(PredecessorHandoff handoff) {
		handoff.spawnedIn(Duration.ofNanos(System.nanoTime() - this.startNanos));
		synchronized (this) {
			this.handoff = handoff;
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
		inBackground(() -> {
			end();
			complete(result(RestartOutcome.SUCCEEDED, this.note, record, null, List.of()));
		});
	}

	@Override
	public void onMoved(HandoffRecord record, @Nullable Instant probationEnds) {
		RestartResult result = result(RestartOutcome.SUCCEEDED, this.note, record, probationEnds, List.of());
		if (this.served.complete(result)) {
			RestartLog.log(result);
		}
	}

	@Override
	public void onReturned(HandoffRecord record) {
		complete(result(RestartOutcome.ROLLED_BACK, record.reason(), record, null, tail()));
	}

	@Override
	public void onOver(HandoffRecord record) {
		complete(result(RestartOutcome.SUCCEEDED, this.note, record, null, List.of()));
	}

	private void fail(String reason, Map<String, Duration> phases, Stage stage) {
		synchronized (this) {
			// Once it has come, the conversation tells what becomes of it.
			if (this.failing || this.served.isDone() || (stage == Stage.LAUNCHED && this.handoff != null)) {
				return;
			}
			this.failing = true;
			notifyAll();
		}
		inBackground(() -> {
			LaunchedProcess launched = launched();
			if (launched != null && stage == Stage.LEFT) {
				// It says goodbye some time before; one that is hurried does not end as
				// it would have.
				await(launched.onExit(), END);
			}
			boolean alive = launched != null && launched.isAlive();
			ExitStatus status = end();
			String text = reason;
			if (!alive && status != null && !reason.contains(status.toString())) {
				text += "; it " + status;
			}
			complete(failed(text, tail(), phases));
		});
	}

	// Not by the future's own means, which leave a thread behind.
	private static void await(CompletableFuture<?> future, Duration patience) {
		try {
			future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Successor has not ended", ex);
		}
	}

	// The caller is the conversation's thread, or the one that has seen the end.
	private void inBackground(Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Restart failed in this process", ex);
				complete(failed("this process failed: " + ex, List.of(), Map.of()));
			}
		}, "graceful-restart-attempt");
		thread.setDaemon(true);
		thread.start();
	}

	private @Nullable ExitStatus end() {
		LaunchedProcess launched = launched();
		return (launched != null) ? launched.end(Deadline.after(END)) : null;
	}

	private List<String> tail() {
		LaunchedProcess launched = launched();
		return (launched != null) ? launched.tail() : List.of();
	}

	private synchronized @Nullable LaunchedProcess launched() {
		return this.process;
	}

	private synchronized long pid() {
		if (this.handoff != null) {
			return this.handoff.successorPid();
		}
		return (this.process != null) ? this.process.pid() : 0;
	}

	private void complete(RestartResult result) {
		boolean first = this.served.complete(result);
		// That it has stayed so is told by the end of this process.
		if (this.settled.complete(result) && (first || result.outcome() != RestartOutcome.SUCCEEDED)) {
			RestartLog.log(result);
		}
	}

	private RestartResult failed(@Nullable String reason, List<String> output, Map<String, Duration> phases) {
		Map<String, Duration> known = new LinkedHashMap<>(phases);
		known.putIfAbsent(HandoffPhase.SPAWN.id(), Duration.ofNanos(System.nanoTime() - this.startNanos));
		return new RestartResult(this.kind, RestartOutcome.FAILED, reason, self(), successor(), this.startedAt, known,
				0, 0, null, output);
	}

	private RestartResult result(RestartOutcome outcome, @Nullable String reason, HandoffRecord record,
			@Nullable Instant probationEnds, List<String> output) {
		return new RestartResult(this.kind, outcome, reason, self(), successor(), this.startedAt, record.phases(),
				this.core.ledger().all().values().stream().mapToLong((counts) -> counts.moved()).sum(),
				record.inFlightRequests(), probationEnds, output);
	}

	private Participant self() {
		return new Participant(ProcessHandle.current().pid(), this.core.chain().generation());
	}

	private @Nullable Participant successor() {
		long pid = pid();
		return (pid != 0) ? new Participant(pid, this.core.chain().generation() + 1) : null;
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
