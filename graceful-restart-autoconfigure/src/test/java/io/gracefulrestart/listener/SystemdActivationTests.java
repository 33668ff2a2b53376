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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.fd.Descriptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a JVM which systemd's own program starts finds its listener.
 */
@EnabledIf("isInstalled")
class SystemdActivationTests {

	private static final Path PROGRAM = Path.of("/usr/bin/systemd-socket-activate");

	@TempDir
	private Path directory;

	static boolean isInstalled() {
		return Files.isExecutable(PROGRAM);
	}

	@Test
	void connectionThatCausedTheStartIsAccepted() throws Exception {
		int port = freePort();
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(PROGRAM.toString(), "--listen=127.0.0.1:" + port, "--fdname=http",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), InheritMain.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> Files.readString(output).contains("Listening on 127.0.0.1:" + port));
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
				String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
				assertThat(answer).as(() -> read(output))
					.matches("http 127\\.0\\.0\\.1:" + port + " \\(systemd, socket:\\[\\d+]\\)");
			}
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static int freePort() throws IOException {
		try (Descriptor free = Sockets.bound(Sockets.loopback(0))) {
			return Sockets.port(free);
		}
	}

}
