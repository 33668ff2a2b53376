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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.connection.MoveLedger;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listeners;

/**
 * What both roles of a process, successor first and predecessor later, work with.
 *
 * @param settings the operator's decisions
 * @param application the application around the listeners
 * @param listeners the owner of all listeners
 * @param gate the gate that every accepting party obeys
 * @param states the one place where the state changes
 * @param chain the position in the chain of restarts
 * @param drains the one drain of this process
 * @param participants the listeners that the application owns
 * @param ledger counts the connections that come and go
 * @param servingOnly the work that only the serving process may do
 * @param supervision decides when the supervisor is told what
 * @param estate what is inherited besides listeners and connections
 * @param statistics what is counted over all generations
 */
record Core(LifecycleSettings settings, Application application, Listeners listeners, Gate gate, StateMachine states,
		Chain chain, DrainRunner drains, Participants participants, MoveLedger ledger, Parting parting,
		ServingOnlyWork servingOnly, Supervision supervision, Estate estate, Statistics statistics) {

	Core(LifecycleSettings settings, Application application, Listeners listeners, Gate gate) {
		this(settings, application, listeners, gate, new Chain(), new Participants(listeners, gate), new MoveLedger());
	}

	private Core(LifecycleSettings settings, Application application, Listeners listeners, Gate gate, Chain chain,
			Participants participants, MoveLedger ledger) {
		this(settings, application, listeners, gate, new StateMachine(), chain,
				new DrainRunner(settings.drain(), application, chain::generation), participants, ledger, new Parting(),
				new ServingOnlyWork(application, settings.drain().timeout()), new Supervision(settings, application),
				new Estate(application, settings.state()),
				new Statistics(() -> workloads(application, participants), chain, ledger));
	}

	/**
	 * Return whether this process serves and has not handed over.
	 * @return whether it does, also while a successor gets ready
	 */
	boolean serves() {
		State state = this.states.state();
		return state == State.SERVING || state == State.HANDING_OFF;
	}

	List<Workload> workloads() {
		return workloads(this.application, this.participants);
	}

	private static List<Workload> workloads(Application application, Participants participants) {
		List<Workload> workloads = new ArrayList<>(application.workloads());
		workloads.addAll(participants.workloads());
		return workloads;
	}

	/**
	 * Count the established connections.
	 * @return how many there are, by the name of the listener that they came from
	 */
	Map<String, Integer> connections() {
		return workloads().stream()
			.collect(Collectors.toMap(Workload::name, (workload) -> workload.census().connections(), Integer::sum));
	}

	Census census() {
		return workloads().stream().map(Workload::census).reduce(Census.NONE, Census::plus);
	}

}
