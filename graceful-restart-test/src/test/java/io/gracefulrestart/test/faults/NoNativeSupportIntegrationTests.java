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

package io.gracefulrestart.test.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.LineClient;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 29: the native library cannot be loaded. What is left is plain Spring Boot, with
 * every port that the application has, and its own graceful shutdown.
 */
@Timeout(180)
class NoNativeSupportIntegrationTests {

	private static final int TERMINATED = 128 + 15;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final int management = FreePort.next();

	private final int internal = FreePort.next();

	private final int line = FreePort.next();

	@Test
	void whenTheLibraryCannotBeUnpackedThenEveryPortIsServedAsSpringBootDoes() throws Exception {
		ApplicationProcess process = this.run.start(launcher().jvmArguments("-Djffi.extract.dir=/proc")
			.arguments("--management.server.port=" + this.management, "--sample.internal-port=" + this.internal,
					"--sample.line-port=" + this.line));
		assertUnsupported(process, this.management, "native library cannot be loaded: ");
		for (int port : List.of(this.run.port(), this.internal)) {
			assertThat(Clients.whoServes(port).pid()).isEqualTo(process.pid());
		}
		try (LineClient client = LineClient.open(this.line)) {
			assertThat(client.ask("hello")).isEqualTo(process.pid() + " 1 hello");
		}
		endInTheMiddleOfARequest(process);
		assertThat(process.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
		assertThat(process.output()).anyMatch((line) -> line.contains("Graceful shutdown complete"));
	}

	private void endInTheMiddleOfARequest(ApplicationProcess process) throws IOException {
		try (Socket busy = new Socket(Clients.HOST, this.internal);
				BufferedReader answers = new BufferedReader(
						new InputStreamReader(busy.getInputStream(), StandardCharsets.US_ASCII))) {
			say(busy, "POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
			assertThat(answers.readLine()).startsWith("HTTP/1.1 100");
			process.signal(ProcessSignal.TERM);
			process.awaitLine("Commencing graceful shutdown", SampleRun.PATIENCE);
			say(busy, "body");
			assertThat(answers.readLine()).isEmpty();
			assertThat(answers.readLine()).startsWith("HTTP/1.1 200");
		}
	}

	private static void say(Socket client, String text) throws IOException {
		client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void whenTemporaryFilesMayNotBeExecutedThenTheReasonSaysSo() throws Exception {
		Requirements.mounts();
		Path mounted = Files.createDirectory(this.run.directory().resolve("mounted"));
		// The working directory is where the library is unpacked otherwise.
		ApplicationProcess process = this.run.start(launcher().jvmArguments("-Djava.io.tmpdir=" + mounted)
			.workingDirectory(mounted)
			.prefix("unshare", "--mount", "sh", "-c", "mount -t tmpfs -o noexec none " + mounted + " && exec \"$@\"",
					"sh"));
		assertUnsupported(process, this.run.port(), "noexec");
		process.signal(ProcessSignal.TERM);
		assertThat(process.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
	}

	private void assertUnsupported(ApplicationProcess process, int port, String reason) throws Exception {
		HandoffView view = HandoffView.at(port);
		assertThat(view.pid()).isEqualTo(process.pid());
		assertThat(view.state()).isEqualTo("UNSUPPORTED");
		assertThat(view.handoffAbsence()).contains(reason);
		assertThat(view.nativeSupport()).isEqualTo("unavailable: " + view.handoffAbsence());
		assertThat(view.listeners()).isEmpty();
		assertThat(process.output()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains("Graceful restart is not supported here, and the application runs without it: "
					+ view.handoffAbsence());
		assertThat(process.output()).noneMatch((line) -> line.contains("Generation "));
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher();
	}

}
