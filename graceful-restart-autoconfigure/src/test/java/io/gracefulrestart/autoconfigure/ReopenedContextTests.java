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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.lifecycle.LifecycleReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Contexts of one application that follow each other, or meet, in one JVM with the
 * handoff switched on: tests, devtools. Nothing is handed over to oneself, and nothing
 * leaks.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReopenedContextTests {

	@TempDir
	private Path directory;

	@Test
	void contextThatIsClosedAndOpenedAgainIsTheFirstEachTimeAndLeavesNothing(CapturedOutput output) throws Exception {
		// What the JDK, Tomcat and Spring keep for the JVM's life is there afterwards.
		int port = openAndClose(0);
		awaitNoThreads();
		DescriptorCount descriptors = DescriptorCount.now();
		for (int time = 0; time < 2; time++) {
			assertThat(openAndClose(port)).isEqualTo(port);
			awaitNoThreads();
			assertThat(socket()).doesNotExist();
		}
		descriptors.assertNoMore();
		assertThat(output).doesNotContain("takes over", " WARN ");
	}

	private int openAndClose(int port) throws Exception {
		try (RunningApplication application = start(port)) {
			assertThat(socket()).exists();
			LifecycleReport report = report(application);
			assertThat(report.state()).isEqualTo(State.SERVING);
			assertThat(report.generation()).isEqualTo(1);
			assertThat(report.handoffAbsence()).isNull();
			assertThat(report.handoffs()).isEmpty();
			assertServes(application);
			return port(application);
		}
	}

	@Test
	void contextThatMeetsAnotherOneOfItsJvmServesWithoutHandoff() throws Exception {
		openAndClose(0);
		awaitNoThreads();
		DescriptorCount descriptors = DescriptorCount.now();
		try (RunningApplication first = start(0)) {
			try (RunningApplication second = start(0)) {
				assertThat(report(second).state()).isEqualTo(State.SERVING);
				assertThat(report(second).handoffAbsence())
					.isEqualTo("another application context of this JVM serves at " + socket());
				assertServes(second);
			}
			assertThat(socket()).exists();
			assertThat(report(first).state()).isEqualTo(State.SERVING);
			assertServes(first);
		}
		assertThat(socket()).doesNotExist();
		awaitNoThreads();
		descriptors.assertNoMore();
	}

	private RunningApplication start(int port) {
		return RunningApplication.start("server.port=" + port, "spring.application.name=reopened",
				"graceful-restart.handoff.enabled=true", "graceful-restart.handoff.socket=" + socket(),
				"graceful-restart.drain.keep-alive-grace=0");
	}

	private Path socket() {
		return this.directory.resolve("app.sock");
	}

	// By hand: the JDK's client keeps descriptors until it is collected.
	private static void assertServes(RunningApplication application) throws IOException {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(application))) {
			client.getOutputStream()
				.write("GET /actuator/handoff HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 200");
		}
	}

	private static int port(RunningApplication application) {
		return ((WebServerApplicationContext) application.context()).getWebServer().getPort();
	}

	private static LifecycleReport report(RunningApplication application) {
		return application.context().getBean(GracefulRestartLifecycle.class).report();
	}

	// They have descriptors of their own.
	private static void awaitNoThreads() {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("graceful-restart-"))
			.toList();
	}

}
