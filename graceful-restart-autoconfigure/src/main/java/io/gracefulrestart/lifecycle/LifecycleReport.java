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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.supervisor.SupervisorReport;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be told about this process at one instant.
 *
 * @param state what it does
 * @param generation its position in the chain of restarts
 * @param pid its process id
 * @param startedAt when it started
 * @param firstStartedAt when the first generation of the chain started
 * @param controlSocket the path of the control socket, or {@code null} if there is none
 * @param handoffAbsence why there is no handoff, or {@code null} if there is
 * @param listeners the listeners it holds
 * @param predecessor the process it took over from, as long as that one lives
 * @param successor the process that takes over from it
 * @param probationEnds until when the predecessor, this process or the other one, serves
 * again if its successor dies or gives back; {@code null} if it does not
 * @param work what is in hand
 * @param drain the drain in progress, or the last one
 * @param restart the last restart that this process was asked for
 * @param handoffs the last ten handoffs of the chain, the oldest first
 * @param statistics what was counted over all generations
 * @param supervisor what the supervisor was told, {@code null} if there is none that
 * wants to be
 * @since 0.1.0
 */
public record LifecycleReport(State state, int generation, long pid, Instant startedAt, Instant firstStartedAt,
		@Nullable String controlSocket, @Nullable String handoffAbsence, List<Listener> listeners,
		Map<String, PortDeparture.Figures> departures, @Nullable Peer predecessor, @Nullable Peer successor,
		@Nullable Instant probationEnds, Work work, @Nullable DrainProgress drain,
		@Nullable RestartAttemptReport restart, List<HandoffRecord> handoffs, StatisticsReport statistics,
		@Nullable SupervisorReport supervisor) {

	static LifecycleReport of(Core core, @Nullable String handoffAbsence, @Nullable Peer predecessor,
			@Nullable Peer successor, @Nullable Instant probationEnds, @Nullable RestartAttemptReport restart) {
		Chain chain = core.chain();
		Path controlSocket = core.settings().controlSocket();
		return new LifecycleReport(core.states().state(), chain.generation(), ProcessHandle.current().pid(),
				chain.startedAt(), chain.firstStartedAt(), (controlSocket != null) ? controlSocket.toString() : null,
				handoffAbsence, core.listeners().all(), core.parting().figures(), predecessor, successor, probationEnds,
				Work.of(core.workloads(), core.ledger().all()), core.drains().progress(), restart, chain.handoffs(),
				core.statistics().report(), core.supervision().report());
	}

	/**
	 * What is in hand, over all servers.
	 *
	 * @param total the sum
	 * @param byListener what each server has in hand, by the name of its listener
	 * @param moves what has come from the predecessor and gone to the successor, by the
	 * name of the listener
	 */
	public record Work(Census total, Map<String, Census> byListener, Map<String, MoveCounts> moves) {

		static Work of(List<Workload> workloads, Map<String, MoveCounts> moves) {
			Map<String, Census> byListener = workloads.stream()
				.collect(Collectors.toMap(Workload::name, Workload::census, Census::plus));
			return new Work(byListener.values().stream().reduce(Census.NONE, Census::plus), byListener, moves);
		}

	}

	/**
	 * A drain.
	 *
	 * @param deadline when everything has to be over
	 * @param remaining the time left until then, zero if it is over
	 * @param left what was left when it was last counted
	 * @param outcome how it ended, or {@code null} if it goes on
	 */
	public record DrainProgress(Instant deadline, Duration remaining, Census left, @Nullable DrainOutcome outcome) {

	}

}
