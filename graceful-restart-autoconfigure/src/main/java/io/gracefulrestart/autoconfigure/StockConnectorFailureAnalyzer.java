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

import io.gracefulrestart.tomcat.StockConnectorException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link StockConnectorException}.
 */
class StockConnectorFailureAnalyzer extends AbstractFailureAnalyzer<StockConnectorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StockConnectorException cause) {
		boolean path = cause.getPath() != null;
		String place = path ? "path " + cause.getPath() : "port " + cause.getPort();
		String argument = path ? "Path.of(\"" + cause.getPath() + "\")" : Integer.toString(cause.getPort());
		return new FailureAnalysis(
				"The application adds a Tomcat connector on " + place
						+ " that graceful restart cannot hand over: the next version could not bind the "
						+ (path ? "path" : "port") + ".",
				"Create the connector with 'GracefulConnectors.create(name, " + argument
						+ ")' (inject the GracefulConnectors bean), or set 'graceful-restart.enabled' to 'false'.",
				cause);
	}

}
