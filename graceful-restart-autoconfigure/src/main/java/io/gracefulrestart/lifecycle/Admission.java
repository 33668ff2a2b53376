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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.fd.StandardStreams;
import io.gracefulrestart.handoff.Decision;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.Offer;
import io.gracefulrestart.handoff.PassedListener;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.supervisor.ProcessOne;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a successor may take over from this process, and what it gets.
 */
final class Admission {

	private static final Log logger = LogFactory.getLog(Admission.class);

	private final Core core;

	private final Restarts restarts;

	private final Preparation preparation;

	/**
	 * Create an admission.
	 * @param core what both roles work with
	 * @param restarts knows the successors that this process has started
	 * @param preparation done before anything is passed
	 */
	Admission(Core core, Restarts restarts, Preparation preparation) {
		this.core = core;
		this.restarts = restarts;
		this.preparation = preparation;
	}

	/**
	 * Decide. If the successor may, the state is {@code HANDING_OFF} afterwards.
	 * @param hello what it says of itself
	 * @param peer who it is according to the kernel
	 * @return whether it may
	 */
	Decision decide(Hello hello, PeerCredentials peer) {
		if (this.core.settings().takeover() == LifecycleSettings.Takeover.NEVER) {
			return refuse(RefusalReason.NOT_ALLOWED, "graceful-restart.handoff.takeover is 'never' here");
		}
		RestartAttempt attempt = this.restarts.current();
		if (attempt == null || !attempt.isExpected(hello.token())) {
			Decision refusal = refuseStranger(hello, peer, attempt);
			if (refusal != null) {
				return refusal;
			}
			attempt = null;
		}
		if (!this.core.states().change(State.SERVING, State.HANDING_OFF)) {
			State state = this.core.states().state();
			RefusalReason reason = (state == State.DRAINING || state == State.STOPPED) ? RefusalReason.DRAINING
					: RefusalReason.BUSY;
			return refuse(reason, "process " + ProcessHandle.current().pid() + " is " + state);
		}
		List<PassedListener> passed = new ArrayList<>();
		StandardStreams streams = null;
		Descriptor state = null;
		try {
			this.preparation.prepare();
			for (Listener listener : this.core.listeners().all()) {
				passed.add(new PassedListener(listener.name(), listener.requested(), listener.isHeldBySupervisor(),
						listener.duplicate()));
			}
			streams = (attempt != null) ? StandardStreams.duplicate() : null;
			// One that only rehearses never serves.
			state = (attempt == null || attempt.kind() != RestartKind.REHEARSAL) ? this.core.estate().open() : null;
			Offer offer = new Offer(passed, this.core.chain().handoffs(), connections(),
					(attempt != null) ? attempt.ready().remaining() : this.core.settings().readyTimeout(), streams,
					state);
			new MovePreparation(this.core).start();
			logger.info("Successor (pid " + peer.pid() + ") is starting; " + passed.size()
					+ ((passed.size() == 1) ? " listener" : " listeners") + " passed");
			return new Decision.Accept(offer);
		}
		// An Error too: this process would wait for this successor for ever.
		catch (IOException | RuntimeException | Error ex) {
			passed.forEach(PassedListener::close);
			if (streams != null) {
				streams.close();
			}
			if (state != null) {
				state.close();
			}
			this.core.states().change(State.HANDING_OFF, State.SERVING);
			logger.warn("Listeners cannot be passed to successor (pid " + peer.pid() + ")", ex);
			return refuse(RefusalReason.FAILED, "listeners cannot be passed: " + ex.getMessage());
		}
	}

	private @Nullable Decision refuseStranger(Hello hello, PeerCredentials peer, @Nullable RestartAttempt attempt) {
		// One that has failed and whose successor is still being ended is in nobody's
		// way.
		if (attempt != null && !attempt.hasFailed()) {
			return refuse(RefusalReason.BUSY, "a restart is in progress: " + attempt.progress());
		}
		if (hello.token() != null && this.restarts.isOwn(hello.token())) {
			return refuse(RefusalReason.TOO_LATE, "the restart that it was started for is over");
		}
		if (this.core.settings().takeover() == LifecycleSettings.Takeover.SPAWNED) {
			return refuse(RefusalReason.NOT_ALLOWED,
					"graceful-restart.handoff.takeover is 'spawned': only a successor that this process starts takes over");
		}
		String obstacle = ProcessOne.ofThisProcess().obstacle();
		// 0 stands for a process of another pid namespace, which outlives this one.
		if (obstacle != null && peer.pid() != 0) {
			return refuse(RefusalReason.ENDS_WITH_PREDECESSOR, obstacle);
		}
		return null;
	}

	// What the successor may have to make room for.
	private Map<String, Integer> connections() {
		return this.core.settings().moveConnections() ? this.core.connections() : Map.of();
	}

	private static Decision refuse(RefusalReason reason, String text) {
		return new Decision.Refuse(new Refused(reason, text));
	}

	/**
	 * What has to be done before the listeners can be passed.
	 */
	@FunctionalInterface
	interface Preparation {

		/**
		 * Do it.
		 * @throws IOException if it cannot be done, so that nothing may be passed
		 */
		void prepare() throws IOException;

	}

}
