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

package io.gracefulrestart.test.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.sample.Requirements;

/**
 * Under {@code runsv(8)} of runit.
 */
class RunitIntegrationTests extends SupervisorContract {

	@Override
	void requireSupervisor() {
		Requirements.program("runsv", "runit");
		Requirements.program("sv", "runit");
	}

	@Override
	List<String> configure(Path script) throws IOException {
		Files.createDirectory(service());
		script("service/run", "exec " + script + " 2>&1");
		return List.of("runsv", service().toString());
	}

	private Path service() {
		return this.run.directory().resolve("service");
	}

	@Override
	void hangUp() {
		run("sv", "hup", service().toString());
	}

	@Override
	void stop() {
		run("sv", "-w", "60", "stop", service().toString());
	}

	@Override
	long followed() {
		try {
			return Long.parseLong(Files.readString(service().resolve("supervise/pid")).strip());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
