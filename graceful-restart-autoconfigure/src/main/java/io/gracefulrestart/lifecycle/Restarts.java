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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.launch.ApplicationFile;
import io.gracefulrestart.launch.ApplicationFileWatch;
import io.gracefulrestart.launch.CommandLine;
import io.gracefulrestart.launch.LaunchToken;
import io.gracefulrestart.launch.Launcher;
import io.gracefulrestart.supervisor.ProcessOne;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The restarts that this process makes itself, one at a time. Thread safe.
 */
final class Restarts {

	private static final Log logger = LogFactory.getLog(Restarts.class);

	private static final int REMEMBERED = 64;

	private final Core core;

	private final Supplier<@Nullable String> obstacle;

	private final Supplier<@Nullable Peer> predecessor;

	private @Nullable Launcher launcher;

	private @Nullable ApplicationFile file;

	private @Nullable ApplicationFileWatch watch;

	private @Nullable RestartSignal signal;

	private String absence = "not begun";

	private @Nullable RestartAttempt last;

	// Of those before the last one: their successors may still come, and were not started
	// by hand.
	private final Deque<LaunchToken> earlier = new ArrayDeque<>();

	/**
	 * Create the restarts.
	 * @param core what both roles work with
	 * @param obstacle says why no successor could take over at this instant, {@code null}
	 * if one can
	 * @param predecessor returns this process's own predecessor, {@code null} if it is
	 * gone
	 */
	Restarts(Core core, Supplier<@Nullable String> obstacle, Supplier<@Nullable Peer> predecessor) {
		this.core = core;
		this.obstacle = obstacle;
		this.predecessor = predecessor;
	}

	/**
	 * Remember what this process was started with, before anybody replaces it, and listen
	 * for the signal.
	 */
	synchronized void open() {
		if (this.core.settings().controlSocket() == null) {
			this.absence = String.valueOf(this.core.settings().controlSocketAbsence());
			return;
		}
		try {
			CommandLine own = CommandLine.ofThisProcess();
			List<String> command = this.core.settings().restartCommand();
			this.launcher = new Launcher(command.isEmpty() ? own : own.withCommand(command));
			this.file = ApplicationFile.ofThisProcess(own.workingDirectory());
			this.watch = new ApplicationFileWatch(this.file, Restarts::warn);
			this.watch.start();
		}
		catch (IOException ex) {
			this.absence = "command line of this process is unknown: " + ex.getMessage();
			logger.warn("This process cannot restart itself: " + this.absence);
		}
		if (this.core.settings().takeover() != LifecycleSettings.Takeover.NEVER) {
			ProcessOne.ofThisProcess().tell();
		}
		String name = this.core.settings().restartSignal();
		if (name != null) {
			this.signal = RestartSignal.listen(name, () -> begin(RestartKind.RESTART));
		}
	}

	private static void warn(ApplicationFile file) {
		logger
			.warn("APPLICATION FILE OVERWRITTEN IN PLACE: " + file + " was written to while this process runs from it,"
					+ " which will break when it next loads a class. Restart soon, and replace the file by rename (mv)"
					+ " next time");
	}

	/**
	 * Begin one. Returns at once.
	 * @param kind a restart or a rehearsal
	 * @return the restart, which may have been refused
	 */
	synchronized Restart begin(RestartKind kind) {
		Instant now = Instant.now();
		RestartAttempt current = current();
		String reason = (current != null)
				? "another one was begun at " + current.startedAt() + ": " + current.progress() : obstacle(kind);
		Launcher launcher = this.launcher;
		if (reason != null || launcher == null) {
			return refused(kind, now, (reason != null) ? reason : this.absence);
		}
		RestartAttempt attempt = new RestartAttempt(this.core, kind, note());
		rememberLast();
		this.last = attempt;
		if (kind == RestartKind.RESTART) {
			this.core.supervision().restarting();
		}
		attempt.startInBackground(launcher);
		return attempt.result();
	}

	private void rememberLast() {
		LaunchToken token = (this.last != null) ? this.last.token() : null;
		if (token != null) {
			this.earlier.addLast(token);
			if (this.earlier.size() > REMEMBERED) {
				this.earlier.removeFirst();
			}
		}
	}

	private @Nullable String note() {
		Peer before = this.predecessor.get();
		return (before != null)
				? "generation " + before.generation() + " (pid " + before.pid() + ") is still there, " + before.phase()
				: null;
	}

	private @Nullable String obstacle(RestartKind kind) {
		String obstacle = this.obstacle.get();
		if (obstacle == null && this.core.settings().takeover() == LifecycleSettings.Takeover.NEVER) {
			obstacle = "graceful-restart.handoff.takeover is 'never'";
		}
		// This process outlives a rehearsal.
		if (obstacle == null && kind == RestartKind.RESTART) {
			obstacle = ProcessOne.ofThisProcess().obstacle();
		}
		if (obstacle == null && this.core.settings().restartCommand().isEmpty() && this.file != null
				&& this.file.state() == ApplicationFile.State.MISSING) {
			obstacle = "there is no file " + this.file + " to start";
		}
		return obstacle;
	}

	private Restart refused(RestartKind kind, Instant now, String reason) {
		RestartResult result = RestartResults.refused(kind, reason, this.core.chain().generation(), now);
		RestartLog.log(result);
		if (kind == RestartKind.RESTART) {
			this.core.chain().count(RestartOutcome.REFUSED);
			this.core.supervision().refused();
		}
		CompletionStage<RestartResult> over = CompletableFuture.completedStage(result);
		return new Refusal(over);
	}

	/**
	 * Return the restart that goes on.
	 * @return the attempt, {@code null} if there is none
	 */
	synchronized @Nullable RestartAttempt current() {
		return (this.last != null && !this.last.isOver()) ? this.last : null;
	}

	/**
	 * Return whether a successor was started by this process, for a restart that is over.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	synchronized boolean isOwn(String token) {
		return (this.last != null && this.last.knows(token))
				|| this.earlier.stream().anyMatch((earlier) -> earlier.matches(token));
	}

	synchronized @Nullable RestartAttemptReport report() {
		RestartAttempt attempt = this.last;
		return (attempt != null) ? new RestartAttemptReport(attempt.kind(), attempt.startedAt(),
				attempt.isOver() ? null : attempt.progress(), attempt.result().result()) : null;
	}

	/**
	 * This process ends: end a successor that has not come to it yet. It would find
	 * nobody, or be refused; or it would serve, and be ended as one that has never come.
	 */
	void abandon() {
		RestartAttempt current = current();
		if (current != null) {
			current.abandon();
		}
	}

	/**
	 * Listen no more. Idempotent.
	 */
	synchronized void close() {
		if (this.watch != null) {
			this.watch.close();
		}
		if (this.signal != null) {
			this.signal.close();
			this.signal = null;
		}
	}

	/**
	 * A restart that was not begun.
	 *
	 * @param over the result
	 */
	private record Refusal(CompletionStage<RestartResult> over) implements Restart {

		@Override
		public CompletionStage<RestartResult> served() {
			return this.over;
		}

		@Override
		public CompletionStage<RestartResult> settled() {
			return this.over;
		}

	}

}
