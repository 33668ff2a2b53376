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

package io.gracefulrestart.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.Fate;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.fd.AddressText;
import io.gracefulrestart.fd.NativeSupport;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.lifecycle.DepartureWay;
import io.gracefulrestart.lifecycle.LifecycleReport;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.lifecycle.Peer;
import io.gracefulrestart.lifecycle.PortDeparture;
import io.gracefulrestart.lifecycle.RestartAttemptReport;
import io.gracefulrestart.lifecycle.StatisticsReport;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.Origin;
import io.gracefulrestart.supervisor.SupervisorReport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the actuator endpoint shows.
 *
 * @param state what the process does
 * @param generation its position in the chain of restarts
 * @param pid its process id
 * @param startedAt when it started
 * @param firstGenerationStartedAt when the first generation of the chain started
 * @param nativeSupport whether the native library is there
 * @param controlSocket the path of the control socket, or {@code null}
 * @param handoffAbsence why there is no handoff, or {@code null} if there is
 * @param listeners the listeners it holds
 * @param predecessor the process it took over from, until that one has drained
 * @param successor the process that takes over from it
 * @param probationEnds until when the predecessor, this process or the other one, serves
 * again if its successor dies or gives back; {@code null} if it does not
 * @param requestsInFlight the requests in progress, this one included
 * @param openConnections the open connections
 * @param idleConnections those of them that are between two requests
 * @param streams those of the requests that go on until somebody ends them, such as
 * server-sent events
 * @param http2Connections those of the connections that speak HTTP/2
 * @param webSockets those of the connections with a WebSocket session
 * @param drain the drain in progress, or the last one
 * @param restart the last restart that this process was asked for, without what the
 * successor has written, or {@code null}
 * @param handoffs the last ten handoffs of the chain, the oldest first
 * @param statistics what was counted over all generations
 * @param supervisor what the supervisor was told, or {@code null} if there is none that
 * wants to be
 * @since 0.1.0
 */
public record HandoffDescriptor(State state, int generation, long pid, Instant startedAt,
		Instant firstGenerationStartedAt, NativeDescriptor nativeSupport, @Nullable String controlSocket,
		@Nullable String handoffAbsence, List<ListenerDescriptor> listeners, @Nullable PeerDescriptor predecessor,
		@Nullable PeerDescriptor successor, @Nullable Instant probationEnds, int requestsInFlight, int openConnections,
		int idleConnections, int streams, int http2Connections, int webSockets, @Nullable DrainDescriptor drain,
		@Nullable RestartAttemptReport restart, List<HandoffDescription> handoffs, StatisticsReport statistics,
		@Nullable SupervisorReport supervisor) implements OperationResponseBody {

	static HandoffDescriptor of(LifecycleReport report) {
		Census work = report.work().total();
		return new HandoffDescriptor(report.state(), report.generation(), report.pid(), report.startedAt(),
				report.firstStartedAt(), NativeDescriptor.of(NativeSupport.get()), report.controlSocket(),
				report.handoffAbsence(),
				report.listeners()
					.stream()
					.map((listener) -> ListenerDescriptor.of(listener, report.departures().get(listener.name()),
							report.work().byListener().getOrDefault(listener.name(), Census.NONE),
							report.work().moves().getOrDefault(listener.name(), MoveCounts.NONE)))
					.toList(),
				PeerDescriptor.of(report.predecessor()), PeerDescriptor.of(report.successor()), report.probationEnds(),
				work.requests(), work.connections(), work.idle(), work.streams(), work.http2(), work.webSockets(),
				DrainDescriptor.of(report.drain()), RestartAttemptReport.withoutOutput(report.restart()),
				report.handoffs().stream().map(HandoffDescription::of).toList(), report.statistics(),
				report.supervisor());
	}

	/**
	 * Native support.
	 *
	 * @param available whether it is there
	 * @param cause why not, or {@code null} if it is
	 */
	public record NativeDescriptor(boolean available, @Nullable String cause) {

		static NativeDescriptor of(NativeSupport support) {
			return new NativeDescriptor(support.isAvailable(), support.cause());
		}

	}

	/**
	 * A listener.
	 *
	 * @param name its name
	 * @param address its address, such as {@code 127.0.0.1:8080} or {@code [::]:8080}
	 * @param origin where this process has it from, a constant of {@link Origin}
	 * @param inode the inode of the kernel's socket, the same in every process that holds
	 * it
	 * @param requestsInFlight the requests in progress that came from it
	 * @param openConnections the open connections that came from it
	 * @param adoptedConnections the connections that the predecessor had accepted there,
	 * and that have come to this process
	 * @param departure how it leaves a port that others share, or {@code null} if it does
	 * not
	 */
	public record ListenerDescriptor(String name, String address, String origin, long inode, int requestsInFlight,
			int openConnections, long adoptedConnections, @Nullable DepartureDescriptor departure) {

		static ListenerDescriptor of(Listener listener, PortDeparture.@Nullable Figures departure, Census work,
				MoveCounts moves) {
			return new ListenerDescriptor(listener.name(), AddressText.of(listener.address()), listener.origin().name(),
					listener.inode(), work.requests(), work.connections(), moves.adopted(),
					DepartureDescriptor.of(departure));
		}

	}

	/**
	 * How a listener leaves a port that others share.
	 *
	 * @param way how new connections are kept away from it, a constant of
	 * {@link DepartureWay}
	 * @param ignored how often clients had to ask for a connection once more, a second or
	 * more after they had asked before
	 */
	public record DepartureDescriptor(DepartureWay way, long ignored) {

		static @Nullable DepartureDescriptor of(PortDeparture.@Nullable Figures departure) {
			return (departure != null) ? new DepartureDescriptor(departure.way(), departure.ignored()) : null;
		}

	}

	/**
	 * The process of the other generation.
	 *
	 * @param pid its process id
	 * @param generation its generation
	 * @param phase what it does, as far as this process knows
	 * @param drain how far its drain has come, or {@code null} if it does not drain
	 */
	public record PeerDescriptor(long pid, int generation, Peer.Phase phase, @Nullable PeerDrain drain) {

		static @Nullable PeerDescriptor of(@Nullable Peer peer) {
			return (peer != null)
					? new PeerDescriptor(peer.pid(), peer.generation(), peer.phase(), PeerDrain.of(peer.drain()))
					: null;
		}

	}

	/**
	 * The drain of the other process, as of about a second ago.
	 *
	 * @param deadline when everything has to be over
	 * @param requestsInFlight the requests left
	 * @param openConnections the connections left
	 * @param streams those of the requests that go on until somebody ends them
	 * @param http2Connections those of the connections that speak HTTP/2
	 * @param webSockets those of the connections with a WebSocket session
	 */
	public record PeerDrain(Instant deadline, int requestsInFlight, int openConnections, int streams,
			int http2Connections, int webSockets) {

		static @Nullable PeerDrain of(@Nullable Progress progress) {
			return (progress != null) ? new PeerDrain(progress.deadline(), progress.inFlightRequests(),
					progress.openConnections(), progress.streams(), progress.http2Connections(), progress.webSockets())
					: null;
		}

	}

	/**
	 * A drain of this process.
	 *
	 * @param deadline when everything has to be over
	 * @param remaining the time left until then
	 * @param requestsInFlight the requests left
	 * @param openConnections the connections left
	 * @param streams those of the requests that go on until somebody ends them
	 * @param http2Connections those of the connections that speak HTTP/2
	 * @param webSockets those of the connections with a WebSocket session
	 * @param outcome how it ended, or {@code null} if it goes on
	 */
	public record DrainDescriptor(Instant deadline, Duration remaining, int requestsInFlight, int openConnections,
			int streams, int http2Connections, int webSockets, @Nullable DrainOutcomeDescriptor outcome) {

		static @Nullable DrainDescriptor of(@Nullable DrainProgress drain) {
			return (drain != null) ? new DrainDescriptor(drain.deadline(), drain.remaining(), drain.left().requests(),
					drain.left().connections(), drain.left().streams(), drain.left().http2(), drain.left().webSockets(),
					DrainOutcomeDescriptor.of(drain.outcome())) : null;
		}

	}

	/**
	 * How a drain ended.
	 *
	 * @param ending why it ended
	 * @param duration how long it took
	 * @param completed the requests that got their whole response meanwhile
	 * @param moved the connections that went to the successor
	 * @param idleClosed the idle connections closed after their grace
	 * @param forced what was cut, counted by kind
	 * @param fates what became of everything, by kind
	 * @param cut what was cut, the oldest first, ten at most
	 */
	public record DrainOutcomeDescriptor(DrainOutcome.Ending ending, Duration duration, long completed, int moved,
			int idleClosed, Map<Unfinished.Kind, Integer> forced, Map<Unfinished.Kind, Map<Fate, Long>> fates,
			List<Unfinished> cut) {

		private static final int MOST_CUT = 10;

		static @Nullable DrainOutcomeDescriptor of(@Nullable DrainOutcome outcome) {
			return (outcome != null) ? new DrainOutcomeDescriptor(outcome.ending(), outcome.duration(),
					outcome.completed(), outcome.moved(), outcome.idleClosed(), outcome.forcedByKind(), outcome.fates(),
					outcome.forced().stream().limit(MOST_CUT).toList()) : null;
		}

	}

	/**
	 * A handoff that has ended.
	 *
	 * @param outcome how it ended
	 * @param reason why, or {@code null} if there is nothing to say
	 * @param predecessor the process that served before
	 * @param successor the process that was to follow
	 * @param startedAt when it started
	 * @param phases how long its phases took, in order
	 * @param requestsInFlight the requests that were in progress at the cutover
	 * @param connections what became of the predecessor's established connections, by
	 * listener: {@code moved} to the successor, kept and told to leave for a reason, such
	 * as {@code tls}, {@code closed} by the predecessor
	 * @param fates what became of what the predecessor had in hand: how many of each kind
	 * (see {@link Unfinished.Kind}) had which {@link Fate}
	 * @param cut what of that was cut, for people; ten at most, the oldest first
	 */
	public record HandoffDescription(HandoffOutcome outcome, @Nullable String reason, Participant predecessor,
			Participant successor, Instant startedAt, Map<String, Duration> phases, int requestsInFlight,
			Map<String, Map<String, Long>> connections, Map<String, Map<String, Long>> fates, List<String> cut) {

		static HandoffDescription of(HandoffRecord handoff) {
			return new HandoffDescription(handoff.outcome(), handoff.reason(),
					new Participant(handoff.predecessorPid(), handoff.predecessorGeneration()),
					new Participant(handoff.successorPid(), handoff.successorGeneration()), handoff.startedAt(),
					handoff.phases(), handoff.inFlightRequests(), handoff.connections(), handoff.fates(),
					handoff.cut());
		}

	}

	/**
	 * A process that took part in a handoff.
	 *
	 * @param pid its process id
	 * @param generation its generation
	 */
	public record Participant(long pid, int generation) {

	}

}
