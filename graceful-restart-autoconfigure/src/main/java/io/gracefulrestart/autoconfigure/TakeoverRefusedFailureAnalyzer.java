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

import io.gracefulrestart.lifecycle.TakeoverRefusedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link TakeoverRefusedException}.
 */
class TakeoverRefusedFailureAnalyzer extends AbstractFailureAnalyzer<TakeoverRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TakeoverRefusedException cause) {
		String description = "The process that serves behind the control socket " + cause.getControlSocket()
				+ " refused to be followed by this one (" + cause.getReason() + "): " + cause.getText()
				+ ". It serves on, and nothing has changed.";
		return new FailureAnalysis(description, action(cause), cause);
	}

	private static String action(TakeoverRefusedException cause) {
		return switch (cause.getReason()) {
			case BUSY -> "Wait until the other start or restart has come to its end, then start again.";
			case DRAINING -> "That process is about to end. Start again when it is gone.";
			case OTHER_APPLICATION -> "Give each application its own control socket: set 'spring.application.name' or "
					+ "'graceful-restart.handoff.socket'.";
			case OTHER_USER -> "Start the next version as the same user as the running one.";
			case NOT_ALLOWED -> "Set 'graceful-restart.handoff.takeover' to 'allowed' in the running application, "
					+ "or stop that one first.";
			case ENDS_WITH_PREDECESSOR ->
				"Start it in another container that has the same network and the directory of "
						+ "the control socket, or put 'supervise' in front of the application in this one.";
			case VERSION -> "The two versions of graceful restart have no protocol in common. Stop the running "
					+ "process first, this once.";
			case NO_ROOM -> "Raise the limit of open files of this process ('ulimit -n', systemd: LimitNOFILE=).";
			default -> "See the log of the running process for more.";
		};
	}

}
