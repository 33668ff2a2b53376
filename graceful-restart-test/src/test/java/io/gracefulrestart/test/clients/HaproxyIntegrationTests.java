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

import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Behind HAProxy, which shares its connections to the application among clients and,
 * configured so, never tries a request twice.
 */
class HaproxyIntegrationTests {

	// %ts says how a request ended: two dashes for one that has come to its end, else who
	// has cut it and when.
	private static final String CONFIGURATION = """
			global
				log stdout format raw local0 info
			defaults
				mode http
				log global
				log-format "%%ST %%ts %%{+Q}r"
				option dontlognull
				retries 0
				timeout connect 60s
				timeout client 120s
				timeout server 120s
			frontend clients
				bind 127.0.0.1:%d
				default_backend application
			backend application
				http-reuse %s
				server one 127.0.0.1:%d pool-purge-delay 600s
			""";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path haproxy = Path.of("haproxy");

	@BeforeEach
	void requireHaproxy() {
		this.haproxy = Requirements.program("haproxy", "haproxy");
	}

	@ParameterizedTest
	@ValueSource(strings = { "always" })
	void sendsNoErrorToAnyClient(String reuse) throws Exception {
		Replacements application = new Replacements(this.run, this.run.quickLauncher());
		int port = FreePort.next();
		Path directory = this.run.directory();
		Path configuration = directory.resolve("haproxy.cfg");
		Files.writeString(configuration, CONFIGURATION.formatted(port, reuse, this.run.port()));
		// In the foreground.
		try (Program proxy = Program.start(directory, this.haproxy, "-db", "-f", configuration.toString())) {
			await().atMost(SampleRun.PATIENCE).until(() -> !proxy.isAlive() || !Clients.isRefused(port));
			assertThat(proxy.isAlive()).as(proxy::describe).isTrue();
			long requests = ProxyLoad.replaceBehind(port, application);
			// Written after the answer; of very many HAProxy leaves some out. Each answer
			// itself was looked at by its client.
			await().atMost(SampleRun.PATIENCE).until(() -> proxy.output().size() >= requests * 9 / 10);
			assertThat(proxy.output()).hasSizeLessThanOrEqualTo((int) requests)
				.allMatch((line) -> line.startsWith("200 -- "));
			assertThat(proxy.errors()).noneMatch((line) -> line.contains("[ALERT]"));
		}
	}

}
