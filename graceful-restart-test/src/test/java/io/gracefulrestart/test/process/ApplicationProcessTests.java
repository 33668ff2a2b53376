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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApplicationProcess} and its launcher, with real JVMs.
 */
@Timeout(60)
class ApplicationProcessTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@TempDir
	private static Path directory;

	private static ApplicationLauncher launcher;

	@BeforeAll
	static void pack() throws IOException {
		launcher = ApplicationLauncher.of(TestJar.pack(TestApplication.class, directory.resolve("app.jar")))
			.logDirectory(directory.resolve("logs"))
			.jvmArguments("-Xmx32m", "-XX:TieredStopAtLevel=1")
			.readyLine("^Ready on \\d+");
	}

	@Test
	void whenTermIsSentThenItEndsInOrderWithStatusOfTheSignal() throws IOException {
		try (ApplicationProcess process = launcher.arguments("a", "b").environment("COLOUR", "red").start()) {
			assertThat(process.awaitReady(LONG).isAlive()).isTrue();
			assertThat(process.exitStatus()).isNull();
			process.signal(ProcessSignal.TERM);
			assertThat(process.awaitExit(LONG)).isEqualTo(128 + 15);
			assertThat(process.exitStatus()).isEqualTo(128 + 15);
			assertThat(process.output()).hasSize(3)
				.startsWith("Arguments a b colour red")
				.endsWith("Shutting down")
				.isEqualTo(Files.readAllLines(process.log()));
		}
	}

	@Test
	void itsSocketsThreadsDescriptorsAndMemoryAreSeen() {
		try (ApplicationProcess process = launcher.start()) {
			String line = process.awaitLine("Ready", LONG);
			int port = Integer.parseInt(line.split(" ")[2]);
			List<ListeningSocket> sockets = process.listeningSockets();
			assertThat(sockets).hasSize(1);
			assertThat(sockets.get(0).address().getPort()).isEqualTo(port);
			assertThat(sockets.get(0).address().getAddress().isLoopbackAddress()).isTrue();
			assertThat(process.socketInodes()).contains(sockets.get(0).inode());
			assertThat(process.openDescriptors()).isGreaterThan(3);
			assertThat(process.threads()).isGreaterThan(3);
			assertThat(process.observe().residentBytes()).isGreaterThan(10_000_000);
		}
	}

	@Test
	void whenItEndsBeforeItIsReadyThenWaitingEndsAtOnceAndItsOutputIsShown() {
		try (ApplicationProcess process = launcher.arguments("fail").start()) {
			assertThatExceptionOfType(ApplicationProcessException.class).isThrownBy(() -> process.awaitReady(LONG))
				.withMessageContaining("ended with status 3")
				.withMessageContaining("Failed on purpose");
			assertThat(process.awaitExit(LONG)).isEqualTo(3);
		}
	}

	@Test
	void whenLineDoesNotComeInTimeThenThatIsSaid() {
		try (ApplicationProcess process = launcher.start().awaitReady(LONG)) {
			assertThatExceptionOfType(ApplicationProcessException.class)
				.isThrownBy(() -> process.awaitLine("never", Duration.ofMillis(50)))
				.withMessageContaining("has not written /never/")
				.withMessageContaining("Ready on");
			assertThatExceptionOfType(ApplicationProcessException.class)
				.isThrownBy(() -> process.awaitExit(Duration.ofMillis(50)))
				.withMessageContaining("still running");
		}
	}

	@Test
	void whenClosedThenKilledEvenWhenFrozen() {
		ApplicationProcess process = launcher.start().awaitReady(LONG);
		process.signal(ProcessSignal.STOP);
		process.close();
		assertThat(process.awaitExit(LONG)).isEqualTo(128 + 9);
		assertThat(process.observe().isAlive()).isFalse();
		assertThatExceptionOfType(ApplicationProcessException.class)
			.isThrownBy(() -> process.signal(ProcessSignal.CONT));
	}

	@Test
	void whenItHasEndedThenWhatItStartedIsStillFoundAndKilled() {
		ObservedProcess child;
		try (ApplicationProcess process = launcher.arguments("spawn").start()) {
			assertThat(process.awaitExit(LONG)).isZero();
			String line = process.awaitReady(LONG).awaitLine("Ready on", LONG);
			child = new ObservedProcess(Long.parseLong(line.split(" ")[4]));
			assertThat(process.lineage()).containsExactly(child);
			assertThat(child.isAlive()).isTrue();
		}
		child.awaitEnd(LONG);
		assertThat(child.isAlive()).isFalse();
	}

	@Test
	void whenPrefixIsGivenThenItRunsTheApplication() {
		try (ApplicationProcess process = launcher.prefix("env", "COLOUR=blue").start()) {
			process.awaitReady(LONG);
			assertThat(process.output()).first().asString().endsWith("colour blue");
		}
	}

	@Test
	void whenThereIsNoJarThenThatIsSaid() {
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> ApplicationLauncher.of(directory.resolve("missing.jar")).start())
			.withMessageContaining("missing.jar");
	}

}
