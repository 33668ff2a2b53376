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

package io.gracefulrestart.test.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Behind nginx, which keeps connections to the application open and, configured so, never
 * tries a request twice.
 */
class NginxIntegrationTests {

	// How bad an entry of the error log is stands in brackets; below [error] are the
	// notes of each start and of each client that closes its connection.
	private static final List<String> BAD = List.of("[error]", "[crit]", "[alert]", "[emerg]");

	private static final String CONFIGURATION = """
			daemon off;
			%s
			worker_processes 2;
			pid nginx.pid;
			events {
			}
			http {
				log_format outcome '$status $upstream_status $request';
				access_log access.log outcome;
				client_body_temp_path client;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				client_max_body_size 0;
				keepalive_requests 1000000;
				upstream application {
					server 127.0.0.1:%d max_fails=0;
					keepalive 32;
					keepalive_requests 1000000;
					keepalive_timeout 600s;
				}
				server {
					listen 127.0.0.1:%d;
					location / {
						proxy_pass http://application;
						proxy_http_version 1.1;
						proxy_set_header Connection "";
						proxy_next_upstream off;
						proxy_buffering off;
						proxy_request_buffering off;
						proxy_connect_timeout 60s;
						proxy_read_timeout 120s;
					}
				}
			}
			""";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path nginx = Path.of("nginx");

	@BeforeEach
	void requireNginx() {
		this.nginx = Requirements.program("nginx", "nginx-light");
	}

	@Test
	void sendsNoErrorToAnyClient() throws Exception {
		Replacements application = new Replacements(this.run, this.run.quickLauncher());
		int port = FreePort.next();
		Path directory = this.run.directory();
		Path configuration = directory.resolve("nginx.conf");
		Files.writeString(configuration, CONFIGURATION.formatted(user(), this.run.port(), port));
		long requests;
		try (Program proxy = Program.start(directory, this.nginx, "-p", directory.toString(), "-c",
				configuration.toString(), "-e", "error.log", "-g", "error_log error.log info;")) {
			await().atMost(SampleRun.PATIENCE).until(() -> !proxy.isAlive() || !Clients.isRefused(port));
			assertThat(proxy.isAlive()).as(proxy::describe).isTrue();
			requests = ProxyLoad.replaceBehind(port, application);
		}
		List<String> access = Program.lines(directory.resolve("access.log"));
		assertThat(access).hasSize((int) requests).allMatch((line) -> line.startsWith("200 200 "));
		assertThat(Program.lines(directory.resolve("error.log")))
			.noneMatch((line) -> BAD.stream().anyMatch(line::contains));
	}

	// Started by root it would give its workers to a user who cannot reach the directory.
	private static String user() {
		return "root".equals(System.getProperty("user.name")) ? "user root;" : "";
	}

}
