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
 * Under {@code supervisord(1)}.
 */
class SupervisordIntegrationTests extends SupervisorContract {

	@Override
	void requireSupervisor() {
		Requirements.program("supervisord", "supervisor");
	}

	@Override
	List<String> configure(Path script) throws IOException {
		Path directory = script.getParent();
		Files.writeString(configuration(), """
				[unix_http_server]
				file=%1$s/supervisor.sock
				[supervisord]
				nodaemon=true
				logfile=/dev/null
				logfile_maxbytes=0
				pidfile=%1$s/supervisord.pid
				[rpcinterface:supervisor]
				supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
				[supervisorctl]
				serverurl=unix://%1$s/supervisor.sock
				[program:app]
				command=%2$s
				autorestart=true
				stopwaitsecs=60
				redirect_stderr=true
				stdout_logfile=/dev/fd/1
				stdout_logfile_maxbytes=0
				""".formatted(directory, script));
		return List.of("supervisord", "-c", configuration().toString());
	}

	private Path configuration() {
		return this.run.directory().resolve("supervisord.conf");
	}

	@Override
	void hangUp() {
		control("signal", "HUP", "app");
	}

	@Override
	void stop() {
		control("stop", "app");
	}

	@Override
	long followed() {
		return Long.parseLong(control("pid", "app"));
	}

	private String control(String... command) {
		String[] words = new String[command.length + 3];
		words[0] = "supervisorctl";
		words[1] = "-c";
		words[2] = configuration().toString();
		System.arraycopy(command, 0, words, 3, command.length);
		return run(words);
	}

}
