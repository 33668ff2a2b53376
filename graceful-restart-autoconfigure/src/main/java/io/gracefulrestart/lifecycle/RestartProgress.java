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
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffPhase;
import io.gracefulrestart.handoff.HandoffRecord;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What comes of one restart, and who waits for it. Thread safe.
 */
final class RestartProgress implements Restart {

	private static final Log logger = LogFactory.getLog(RestartProgress.class);

	private final Core core;

	private final RestartKind kind;

	private final Instant startedAt = Instant.now();

	private final long startNanos = System.nanoTime();

	private final CompletableFuture<RestartResult> served = new CompletableFuture<>();

	private final CompletableFuture<RestartResult> settled = new CompletableFuture<>();

	private volatile long successorPid;

	/**
	 * Begin.
	 * @param core what both roles work with
	 * @param kind what was asked for
	 */
	RestartProgress(Core core, RestartKind kind) {
		this.core = core;
		this.kind = kind;
	}

	@Override
	public CompletionStage<RestartResult> served() {
		return this.served.minimalCompletionStage();
	}

	@Override
	public CompletionStage<RestartResult> settled() {
		return this.settled.minimalCompletionStage();
	}

	RestartKind kind() {
		return this.kind;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

	boolean isServed() {
		return this.served.isDone();
	}

	boolean isSettled() {
		return this.settled.isDone();
	}

	/**
	 * Return the result as it is now.
	 * @return the result, {@code null} if there is none yet
	 */
	@Nullable RestartResult result() {
		RestartResult last = this.settled.getNow(null);
		return (last != null) ? last : this.served.getNow(null);
	}

	/**
	 * Note which process is to follow.
	 * @param pid its process id
	 */
	void successor(long pid) {
		this.successorPid = pid;
	}

	long successor() {
		return this.successorPid;
	}

	/**
	 * The successor serves.
	 * @param note what is to be said, or {@code null}
	 * @param record the handoff so far
	 * @param probationEnds until when this process serves again if it dies or gives back
	 */
	void serves(@Nullable String note, HandoffRecord record, @Nullable Instant probationEnds) {
		RestartResult result = result(RestartOutcome.SUCCEEDED, note, record, probationEnds, List.of());
		if (this.served.complete(result)) {
			RestartLog.log(result);
		}
	}

	/**
	 * It is over, after a handoff.
	 * @param outcome how
	 * @param reason why, or {@code null}
	 * @param record the handoff
	 * @param output the last lines of the successor, if they matter
	 */
	void end(RestartOutcome outcome, @Nullable String reason, HandoffRecord record, List<String> output) {
		complete(result(outcome, reason, record, null, output));
	}

	/**
	 * It is over, and this process serves on as if nothing had been.
	 * @param reason why
	 * @param phases how long its phases took
	 * @param output the last lines of the successor
	 */
	void fail(@Nullable String reason, Map<String, Duration> phases, List<String> output) {
		Map<String, Duration> known = new LinkedHashMap<>(phases);
		known.putIfAbsent(HandoffPhase.SPAWN.id(), elapsed());
		complete(new RestartResult(this.kind, RestartOutcome.FAILED, reason, self(), participant(), this.startedAt,
				known, 0, 0, null, output));
	}

	/**
	 * It is over before there was a handoff: it stands in the history all the same.
	 * @param reason why
	 * @param output the last lines of the successor
	 */
	void failBeforeHandoff(String reason, List<String> output) {
		int generation = this.core.chain().generation();
		if (this.kind == RestartKind.RESTART) {
			this.core.chain().count(RestartOutcome.FAILED);
			this.core.chain()
				.add(new HandoffRecord(HandoffOutcome.FAILED, reason, ProcessHandle.current().pid(), generation,
						this.successorPid, generation + 1, this.startedAt, Map.of(HandoffPhase.SPAWN.id(), elapsed()),
						0, Map.of()));
		}
		fail(reason, Map.of(), output);
	}

	private void complete(RestartResult result) {
		boolean first = this.served.complete(result);
		// That it has stayed so is told by the end of this process.
		if (this.settled.complete(result) && (first || result.outcome() != RestartOutcome.SUCCEEDED)) {
			RestartLog.log(result);
		}
	}

	private RestartResult result(RestartOutcome outcome, @Nullable String reason, HandoffRecord record,
			@Nullable Instant probationEnds, List<String> output) {
		return new RestartResult(this.kind, outcome, reason, self(), participant(), this.startedAt, record.phases(),
				this.core.ledger().all().values().stream().mapToLong(MoveCounts::moved).sum(),
				record.inFlightRequests(), probationEnds, output);
	}

	private Participant self() {
		return new Participant(ProcessHandle.current().pid(), this.core.chain().generation());
	}

	private @Nullable Participant participant() {
		return (this.successorPid != 0) ? new Participant(this.successorPid, this.core.chain().generation() + 1) : null;
	}

	/**
	 * Wait until it is over.
	 * @param patience how long
	 */
	void awaitSettled(Duration patience) {
		try {
			this.settled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Restart is not over", ex);
		}
	}

}
