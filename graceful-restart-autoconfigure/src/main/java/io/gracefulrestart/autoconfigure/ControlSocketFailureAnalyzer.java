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

import io.gracefulrestart.handoff.ControlSocketException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a {@link ControlSocketException}. Comes before the analyzer of the failed
 * takeover that it has caused.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ControlSocketFailureAnalyzer extends AbstractFailureAnalyzer<ControlSocketException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ControlSocketException cause) {
		return new FailureAnalysis(
				"The control socket cannot be used: " + cause.path() + " " + cause.reason()
						+ ". Through it this application would be handed over to its next version.",
				cause.action() + " To start without handoff, set 'graceful-restart.handoff.enabled' to 'false'.",
				cause);
	}

}
