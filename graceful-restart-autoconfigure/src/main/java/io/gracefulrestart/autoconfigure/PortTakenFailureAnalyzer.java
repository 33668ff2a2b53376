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

import java.net.UnixDomainSocketAddress;

import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.PortHolder;
import io.gracefulrestart.listener.PortTakenException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a {@link PortTakenException}. Comes before Spring Boot's own analyzer of ports
 * in use, which knows neither the listener nor the process that has the port.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class PortTakenFailureAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

	private static final String NOT_ASKED = ". If it is the running version of this application, this one has not "
			+ "asked it to hand over: both need the same user, the same runtime directory, the same "
			+ "'spring.application.name' (or 'graceful-restart.handoff.socket'), and "
			+ "'graceful-restart.handoff.takeover' as it is by default.";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortTakenException cause) {
		String description = "Listener '" + cause.name() + "' cannot be bound to " + ListenerPlace.of(cause.address())
				+ ": " + holder(cause.holder()) + " listens there.";
		return new FailureAnalysis(description, action(cause), cause);
	}

	private static String holder(@Nullable PortHolder holder) {
		return (holder != null) ? holder.toString() : "another process, which this user may not see,";
	}

	private static String action(PortTakenException cause) {
		if (cause.address() instanceof UnixDomainSocketAddress) {
			return actionForPath(cause);
		}
		if (isThisProcess(cause.holder())) {
			return "Two listeners of this application ask for the same port. Give one of them another: "
					+ port(cause.name()) + ".";
		}
		if (cause.mode() == ListenerMode.REUSE_PORT) {
			return cause.name().equals(ListenerRequest.MANAGEMENT)
					? "The management port is not shared with 'graceful-restart.listener.mode=reuse-port', so that no "
							+ "probe meets the other version by chance. Give each version one of its own, for example "
							+ "'management.server.port=0' or two ports in turn."
					: "Have that process run as the same user with 'graceful-restart.listener.mode=reuse-port', or "
							+ "stop it, or " + port(cause.name()) + ".";
		}
		return "Stop that process, or " + port(cause.name()) + NOT_ASKED;
	}

	private static String actionForPath(PortTakenException cause) {
		if (isThisProcess(cause.holder())) {
			return "Two listeners of this application ask for the same path. Give one of them another.";
		}
		String another = "Stop that process, or set 'unixDomainSocketPath' of the connector '" + cause.name()
				+ "' to another path";
		return (cause.mode() == ListenerMode.REUSE_PORT)
				? another + ". A path is not shared with 'graceful-restart.listener.mode=reuse-port': without a "
						+ "control socket each version needs a path of its own."
				: another + NOT_ASKED;
	}

	private static boolean isThisProcess(@Nullable PortHolder holder) {
		return holder != null && holder.pid() == ProcessHandle.current().pid();
	}

	private static String port(String listener) {
		return switch (listener) {
			case ListenerRequest.MAIN -> "set 'server.port' to a free port";
			case ListenerRequest.MANAGEMENT -> "set 'management.server.port' to a free port";
			default -> "create listener '" + listener + "' with a free port";
		};
	}

}
