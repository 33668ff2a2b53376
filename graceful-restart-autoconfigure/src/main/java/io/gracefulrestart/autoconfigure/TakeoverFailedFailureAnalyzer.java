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

import java.net.SocketTimeoutException;

import io.gracefulrestart.lifecycle.TakeoverFailedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link TakeoverFailedException}.
 */
class TakeoverFailedFailureAnalyzer extends AbstractFailureAnalyzer<TakeoverFailedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TakeoverFailedException cause) {
		return new FailureAnalysis(
				"This process could not follow the one that serves behind the control socket "
						+ cause.getControlSocket() + ": " + cause.getReason()
						+ ". It has not started, for then both might serve. The other one was not disturbed.",
				action(cause), cause);
	}

	private static String action(TakeoverFailedException cause) {
		return (cause.getCause() instanceof SocketTimeoutException)
				? "Let that process run again if it is stopped or frozen ('kill -CONT', a debugger, a paused "
						+ "container), or end it, then start again."
				: "See the log of that process, and start again. If another program uses that path, name another one "
						+ "with 'graceful-restart.handoff.socket'.";
	}

}
