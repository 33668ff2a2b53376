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

package io.gracefulrestart.handoff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.fd.StandardStreams;

/**
 * A WELCOME and the descriptors that go with it: those of an offer's listeners, the
 * control listener's, those of the streams and of the state if there are any. It owns
 * none of them.
 *
 * @param welcome the message
 * @param descriptors the descriptors
 */
record Invitation(Welcome welcome, List<Descriptor> descriptors) {

	/**
	 * Write an invitation.
	 * @param process this process
	 * @param offer what the successor gets
	 * @param controlListener the control listener
	 * @param version version of the protocol that is spoken
	 * @return the invitation
	 * @throws IOException if one of the listeners is none, or cannot be asked
	 */
	static Invitation of(ServingProcess process, Offer offer, Descriptor controlListener, int version)
			throws IOException {
		List<AnnouncedListener> announced = new ArrayList<>();
		List<Descriptor> descriptors = new ArrayList<>();
		for (PassedListener listener : offer.listeners()) {
			announced.add(AnnouncedListener.of(listener));
			descriptors.add(listener.descriptor());
		}
		descriptors.add(controlListener);
		StandardStreams streams = offer.streams();
		if (streams != null) {
			descriptors.addAll(streams.descriptors());
		}
		Descriptor state = (version >= Welcome.STATE_SINCE) ? offer.state() : null;
		if (state != null) {
			descriptors.add(state);
		}
		Welcome welcome = new Welcome(process.generation() + 1, process.pid(), process.startedAt(),
				process.firstStartedAt(), announced, descriptors.size(), streams != null, offer.history(),
				offer.connections(), Processes.namespace(), state != null);
		return new Invitation(welcome, descriptors);
	}

}
