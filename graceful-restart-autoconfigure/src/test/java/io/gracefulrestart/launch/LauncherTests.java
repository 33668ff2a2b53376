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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.fd.StandardStreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Launcher}, with real processes.
 */
class LauncherTests {

	@TempDir
	private Path directory;

	private Launched launched;

	@BeforeEach
	void createLauncher() throws IOException {
		this.directory = this.directory.toRealPath();
		this.launched = new Launched(this.directory);
	}

	@Test
	void processRunsInTheWorkingDirectoryWithItsTokenAndWithoutInput() throws Exception {
		LaunchedProcess process = this.launched
			.shell("pwd; echo $$; echo $GRACEFUL_RESTART_TOKEN; readlink /proc/self/fd/0; cat");
		assertThat(exit(process)).isEqualTo(new ExitStatus(0));
		assertThat(process.tail()).containsExactly(this.directory.toString(), Long.toString(process.pid()),
				process.token().reveal(), "/dev/null");
	}

	@Test
	void processGetsNoneOfOurDescriptors() throws Exception {
		try (StandardStreams open = StandardStreams.duplicate()) {
			LaunchedProcess process = this.launched.command("ls", "/proc/self/fd");
			exit(process);
			// The last one is the directory that it lists.
			assertThat(process.tail()).containsExactly("0", "1", "2", "3");
			assertThat(open.descriptors()).hasSize(2);
		}
	}

	@Test
	void argumentsArriveAsTheyAre() throws Exception {
		LaunchedProcess process = this.launched.command("printf", "[%s]", "", "a b", "'$HOME' \"*\"", "@file");
		exit(process);
		assertThat(process.tail()).containsExactly("[][a b]['$HOME' \"*\"][@file]");
	}

	@Test
	void eachStartHasItsOwnTokenAndTime() throws Exception {
		Instant before = Instant.now();
		Launcher launcher = this.launched.launcher("true");
		LaunchedProcess first = launcher.launch();
		LaunchedProcess second = launcher.launch();
		assertThat(first.token()).isNotEqualTo(second.token());
		assertThat(first.startedAt()).isBetween(before, Instant.now());
		exit(first);
		exit(second);
	}

	@Test
	void outputAndErrorAreCopiedAsTheyAreAndBothInTheTail() throws Exception {
		LaunchedProcess process = this.launched.shell("printf 'a\\000\\377\\nb'; printf 'failed\\n' >&2");
		exit(process);
		assertThat(process.tail()).containsExactlyInAnyOrder("a\0\ufffd", "failed", "b").endsWith("b");
		await().atMost(Duration.ofSeconds(10)).until(() -> this.launched.output.size() == 5);
		assertThat(this.launched.output.toByteArray()).isEqualTo(new byte[] { 'a', 0, (byte) 0xff, '\n', 'b' });
		await().atMost(Duration.ofSeconds(10))
			.until(() -> this.launched.error.toString(StandardCharsets.UTF_8).equals("failed\n"));
	}

	@Test
	void missingExecutableIsNamed() {
		assertThatExceptionOfType(LaunchFailedException.class)
			.isThrownBy(() -> this.launched.command("/missing/java", "-Dpassword=secret"))
			.withMessage("Successor could not be started by /missing/java (1 argument, in " + this.directory
					+ "): No such file or directory")
			.satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo("No such file or directory");
				assertThat(ex.commandLine().words()).containsExactly("/missing/java", "-Dpassword=secret");
				assertThat(ex).hasCauseInstanceOf(IOException.class);
			});
		assertThatExceptionOfType(LaunchFailedException.class)
			.isThrownBy(() -> this.launched.command("no-such-program"))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo("No such file or directory"));
	}

	@Test
	void fileThatMustNotBeExecutedIsNamed() throws IOException {
		Path file = Files.createFile(this.directory.resolve("app"));
		assertThatExceptionOfType(LaunchFailedException.class).isThrownBy(() -> this.launched.command(file.toString()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo("Permission denied"));
	}

	@Test
	void argumentsThatAreTooLongAreAFailure() {
		assertThatExceptionOfType(LaunchFailedException.class)
			.isThrownBy(() -> this.launched.command("true", "x".repeat(1_000_000)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo("Argument list too long"));
	}

	@Test
	void workingDirectoryThatIsGoneIsNamed() throws IOException {
		Path gone = Files.createDirectory(this.directory.resolve("gone"));
		Launcher launcher = new Launcher(new CommandLine(List.of("true"), gone),
				new OutputTargets(this.launched.output, this.launched.error));
		Files.delete(gone);
		assertThatExceptionOfType(LaunchFailedException.class).isThrownBy(launcher::launch)
			.withMessageEndingWith("working directory " + gone + " is gone");
	}

	@Test
	void relativeExecutableIsThatOfTheWorkingDirectory() throws Exception {
		Path script = Files.writeString(this.directory.resolve("start"), "#!/bin/sh\necho started\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		LaunchedProcess process = this.launched.command("./start");
		exit(process);
		assertThat(process.tail()).containsExactly("started");
	}

	private static ExitStatus exit(LaunchedProcess process) throws Exception {
		return process.onExit().get(20, TimeUnit.SECONDS);
	}

}
