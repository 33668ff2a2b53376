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

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.handoff.PassedListener;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.handoff.Welcome;
import io.gracefulrestart.listener.HandedOffListener;
import io.gracefulrestart.listener.HandedOffListeners;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a predecessor gives to its successor with WELCOME.
 */
final class Inheritance {

	private static final Log logger = LogFactory.getLog(Inheritance.class);

	private Inheritance() {
	}

	/**
	 * Make it this process's own: its listeners and its place in the chain.
	 * @param core what both roles work with
	 * @param conversation the conversation with the predecessor; closed if this fails
	 * @throws IOException if a listener is not usable
	 */
	static void accept(Core core, SuccessorConversation conversation) throws IOException {
		core.states().change(State.STARTING, State.TAKING_OVER);
		List<HandedOffListener> passed = new ArrayList<>();
		for (PassedListener listener : conversation.listeners()) {
			passed.add(new HandedOffListener(listener.name(), listener.requested(), listener.heldBySupervisor(),
					listener.descriptor()));
		}
		try {
			core.listeners().offer(HandedOffListeners.of(passed));
		}
		catch (IOException | RuntimeException ex) {
			conversation.close();
			Descriptor state = conversation.state();
			if (state != null) {
				state.close();
			}
			throw ex;
		}
		core.estate().listen(conversation.state());
		Welcome welcome = conversation.welcome();
		core.chain().follow(welcome.generation(), welcome.firstStartedAt(), welcome.history());
		logger.info("Generation " + welcome.generation() + " takes over " + passed.size()
				+ ((passed.size() == 1) ? " listener" : " listeners") + " from generation " + (welcome.generation() - 1)
				+ " (pid " + welcome.pid() + ") when it is ready");
	}

}
