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

import io.gracefulrestart.fd.NativeException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why a listener could not be bound, as far as an operator can mend it: an
 * address that is not of this host, a port that needs a privilege.
 */
class BindFailureAnalyzer extends AbstractFailureAnalyzer<NativeException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NativeException cause) {
		String action = cause.call().startsWith("bind(") ? action(cause.errnoName()) : null;
		return (action != null)
				? new FailureAnalysis("A listener cannot be bound: " + cause.getMessage() + ".", action, cause) : null;
	}

	private static @Nullable String action(String errno) {
		return switch (errno) {
			case "EADDRNOTAVAIL" -> "Set 'server.address' (or 'management.server.address') to an address of this "
					+ "host, or leave it out to listen on all of them.";
			case "EACCES" -> "Use a port of 1024 or more, let the supervisor open the port (systemd: a socket unit), "
					+ "or grant the capability CAP_NET_BIND_SERVICE.";
			default -> null;
		};
	}

}
