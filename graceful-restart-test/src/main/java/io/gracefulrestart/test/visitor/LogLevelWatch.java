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

package io.gracefulrestart.test.visitor;

import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A log level that was set while the application ran.
 */
final class LogLevelWatch implements Watch {

	private static final String LEVEL = "DEBUG";

	private final String logger;

	private final String path;

	LogLevelWatch(String logger) {
		this.logger = logger;
		this.path = "/actuator/loggers/" + logger;
	}

	@Override
	public String label() {
		return "Log level";
	}

	@Override
	public @Nullable String begin(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.post(this.path, "application/json", "{\"configuredLevel\":\"" + LEVEL + "\"}");
		return (reply.status() == 204) ? null : "POST " + Look.describe(reply, this.path);
	}

	@Override
	public Look look(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(this.path);
		if (reply.status() != 200) {
			return Look.unexpected(reply, this.path);
		}
		return reply.text().contains("\"configuredLevel\":\"" + LEVEL + "\"") ? Look.kept(reply)
				: Look.lost(reply, this.path + " answered " + reply.text());
	}

	@Override
	public String describe(int processes, int looks) {
		return "%s is at %s in %s, asked %,d times".formatted(this.logger, LEVEL, Finding.processes(processes), looks);
	}

}
