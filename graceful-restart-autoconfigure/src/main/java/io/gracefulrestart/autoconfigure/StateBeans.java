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

package io.gracefulrestart.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.state.LiveState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Who of the application takes part in what a successor inherits. The beans are looked
 * for when they are needed, since a predecessor is there before most of them: live states
 * before the web server starts, participants when the application is ready.
 */
final class StateBeans {

	private static final Log logger = LogFactory.getLog(StateBeans.class);

	private static final int MAXIMUM_NAME = 200;

	private final ObjectProvider<StateParticipant> participants;

	private final ObjectProvider<LiveState> live;

	StateBeans(ObjectProvider<StateParticipant> participants, ObjectProvider<LiveState> live) {
		this.participants = participants;
		this.live = live;
	}

	/**
	 * Return the participants. One whose name is none, or is another one's, is left out
	 * with a warning.
	 * @return those that can take part, in order
	 */
	List<StateParticipant> participants() {
		Set<String> names = new HashSet<>();
		List<StateParticipant> usable = new ArrayList<>();
		this.participants.orderedStream().forEach((participant) -> {
			String name = participant.name();
			if (name == null || name.isBlank() || name.length() > MAXIMUM_NAME) {
				logger.warn("State of " + participant.getClass().getName() + " is left out: its name is '" + name
						+ "'; let it have 1 to " + MAXIMUM_NAME + " characters");
			}
			else if (!names.add(name)) {
				logger.warn("State of " + participant.getClass().getName() + " is left out: another bean has its name '"
						+ name + "'");
			}
			else {
				usable.add(participant);
			}
		});
		return usable;
	}

	/**
	 * Return the live states.
	 * @return the states
	 */
	List<LiveState> live() {
		return this.live.orderedStream().toList();
	}

}
