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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.ListenerParticipant;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;

/**
 * The listeners that the application owns. Thread safe.
 */
final class Participants {

	private final Listeners listeners;

	private final Gate gate;

	private final List<ParticipantListener> participants = new CopyOnWriteArrayList<>();

	Participants(Listeners listeners, Gate gate) {
		this.listeners = listeners;
		this.gate = gate;
	}

	/**
	 * Get a listener for a participant, which accepts as the gate moves from now on.
	 * @param participant the application's part
	 * @param state the state of this process, in which there may be no gate
	 * @throws IOException if the listener cannot be obtained
	 */
	void add(ListenerParticipant participant, State state) throws IOException {
		if (state == State.UNSUPPORTED) {
			this.participants.add(ParticipantListener.unsupported(participant));
			return;
		}
		Listener listener = this.listeners.obtain(
				new ListenerRequest(participant.listenerName(), participant.listenerAddress(), participant.backlog()));
		ParticipantListener added = new ParticipantListener(participant, listener);
		this.participants.add(added);
		this.gate.add(added);
	}

	/**
	 * Stop them, and give their listeners up. Idempotent.
	 */
	void dismiss() {
		for (ParticipantListener participant : this.participants) {
			this.gate.remove(participant);
			participant.close();
			this.listeners.release(participant.name());
		}
		this.participants.clear();
	}

	List<Workload> workloads() {
		return List.copyOf(this.participants);
	}

}
