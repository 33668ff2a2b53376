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

import java.util.Locale;
import java.util.stream.Collectors;

import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs what became of a restart, in one line.
 */
final class RestartLog {

	private static final Log logger = LogFactory.getLog(RestartLog.class);

	private RestartLog() {
	}

	static void log(RestartResult result) {
		String text = text(result);
		if (result.outcome() == RestartOutcome.SUCCEEDED) {
			logger.info(text);
		}
		else {
			logger.warn(text);
		}
	}

	/**
	 * Put a result into words.
	 * @param result the result
	 * @return one line, such as
	 * {@code Restart SUCCEEDED: generation 2 (pid 4711); spawn 412 ms, start 2310 ms, ...}
	 */
	static String text(RestartResult result) {
		StringBuilder text = new StringBuilder(name(result.kind())).append(' ').append(result.outcome());
		if (result.reason() != null) {
			text.append(": ").append(result.reason());
		}
		RestartResult.Participant successor = result.successor();
		if (successor != null) {
			text.append((result.reason() != null) ? "; " : ": ")
				.append("generation ")
				.append(successor.generation())
				.append(" (pid ")
				.append(successor.pid())
				.append(')');
		}
		String phases = result.phases()
			.entrySet()
			.stream()
			.map((phase) -> phase.getKey() + " " + phase.getValue().toMillis() + " ms")
			.collect(Collectors.joining(", "));
		if (!phases.isEmpty()) {
			text.append("; ").append(phases);
		}
		if (result.kind() == RestartKind.RESTART && result.outcome() == RestartOutcome.SUCCEEDED) {
			text.append("; ")
				.append(result.connectionsMoved())
				.append(" connections moved, ")
				.append(result.inFlightRequests())
				.append(" requests in flight at the cutover");
		}
		return text.toString();
	}

	private static String name(RestartKind kind) {
		String name = kind.name().toLowerCase(Locale.ROOT);
		return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
	}

}
