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

import io.gracefulrestart.listener.SocketPathException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a {@link SocketPathException}. Comes before the analyzer of what it may be
 * caused by, which knows of ports only.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class SocketPathFailureAnalyzer extends AbstractFailureAnalyzer<SocketPathException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SocketPathException cause) {
		return new FailureAnalysis(
				"Listener '" + cause.name() + "' cannot be bound: " + cause.path() + " " + cause.reason() + ".",
				cause.action() + ".", cause);
	}

}
