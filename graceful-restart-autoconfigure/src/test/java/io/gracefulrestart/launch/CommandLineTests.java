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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandLine}, {@link Arguments} and {@link Executable}, with a
 * directory that looks as that of a process in {@code /proc}.
 */
class CommandLineTests {

	@TempDir
	private Path directory;

	private Path java;

	@BeforeEach
	void createProcess() throws IOException {
		this.directory = this.directory.toRealPath();
		this.java = executable("jdk-1/bin/java");
		Files.createDirectories(this.directory.resolve("release-1"));
		Files.createSymbolicLink(this.directory.resolve("exe"), this.java);
		Files.createSymbolicLink(this.directory.resolve("cwd"), this.directory.resolve("release-1"));
	}

	@Test
	void argumentsAreThoseOfTheFile() throws IOException {
		calledAs(this.java.toString(), "@args.txt", "-Dw=1", "", "a b", "'*'", "a\nb", "");
		assertThat(read().words()).containsExactly(this.java.toString(), "@args.txt", "-Dw=1", "", "a b", "'*'", "a\nb",
				"");
	}

	@Test
	void lastArgumentNeedsNoEnd() throws IOException {
		Files.writeString(this.directory.resolve("cmdline"), "java\0-jar\0app.jar");
		assertThat(read().words()).containsExactly(this.java.toString(), "-jar", "app.jar");
	}

	@Test
	void linkByWhichTheProcessWasCalledStaysALink() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("java-link"), this.java);
		calledAs(link.toString());
		assertThat(read().executable()).isEqualTo(link.toString());
	}

	@Test
	void nameIsLookedUpInThePath() throws IOException {
		Path bin = Files.createDirectories(this.directory.resolve("bin"));
		Path link = Files.createSymbolicLink(bin.resolve("java"), this.java);
		calledAs("java");
		String path = this.directory.resolve("missing") + "::relative:" + bin;
		assertThat(CommandLine.read(this.directory, Map.of("PATH", path)).executable()).isEqualTo(link.toString());
		assertThat(read().executable()).isEqualTo(this.java.toString());
	}

	@Test
	void nameOfAnotherFileIsNotBelieved() throws IOException {
		Path other = executable("jdk-2/bin/java");
		calledAs(other.toString());
		assertThat(read().executable()).isEqualTo(this.java.toString());
		calledAs("java");
		assertThat(CommandLine.read(this.directory, Map.of("PATH", other.getParent().toString())).executable())
			.isEqualTo(this.java.toString());
	}

	@Test
	void executableThatWasReplacedMeanwhileIsThatOfThePath() throws IOException {
		Files.delete(this.directory.resolve("exe"));
		Files.createSymbolicLink(this.directory.resolve("exe"), Path.of(this.java + " (deleted)"));
		calledAs("java");
		assertThat(read().executable()).isEqualTo(this.java.toString());
	}

	@Test
	void processWithoutAnyArgumentHasItsExecutable() throws IOException {
		Files.writeString(this.directory.resolve("cmdline"), "");
		assertThat(read().words()).containsExactly(this.java.toString());
	}

	@Test
	void workingDirectoryKeepsTheLinkOfTheShell() throws IOException {
		Path current = Files.createSymbolicLink(this.directory.resolve("current"), Path.of("release-1"));
		calledAs("java");
		assertThat(read().workingDirectory()).isEqualTo(this.directory.resolve("release-1"));
		assertThat(readWithPwd(current).workingDirectory()).isEqualTo(current);
		assertThat(readWithPwd(Path.of("current")).workingDirectory()).isEqualTo(this.directory.resolve("release-1"));
		Files.delete(current);
		assertThat(readWithPwd(current).workingDirectory()).isEqualTo(this.directory.resolve("release-1"));
		Files.createDirectory(current);
		assertThat(readWithPwd(current).workingDirectory()).isEqualTo(this.directory.resolve("release-1"));
	}

	@Test
	void argumentThatWouldNotArriveIsNamed() throws IOException {
		byte[] bytes = "java\0-Dname=ü\0".getBytes(StandardCharsets.UTF_8);
		assertThat(Arguments.decode(bytes, StandardCharsets.UTF_8)).containsExactly("java", "-Dname=ü");
		assertThatIOException().isThrownBy(() -> Arguments.decode(bytes, StandardCharsets.US_ASCII))
			.withMessageStartingWith("Argument 1 of the command line cannot be passed on: it is not US-ASCII");
	}

	@Test
	void configuredCommandIsSplitIfItIsOneString() throws IOException {
		calledAs("java", "-jar", "app.jar");
		CommandLine own = read();
		assertThat(own.withCommand(List.of("./start 'a b'")).words()).containsExactly("./start", "a b");
		assertThat(own.withCommand(List.of("./my start", "a b")).words()).containsExactly("./my start", "a b");
		assertThat(own.withCommand(List.of("./start")).workingDirectory()).isEqualTo(own.workingDirectory());
		assertThatIllegalArgumentException().isThrownBy(() -> own.withCommand(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> own.withCommand(List.of(" ")));
		assertThatIllegalArgumentException().isThrownBy(() -> own.withCommand(List.of("", "a")));
	}

	@Test
	void argumentsAreNotToldByItsText() throws IOException {
		calledAs("java", "-Dpassword=secret");
		assertThat(read()).hasToString(this.java + " (1 argument, in " + this.directory.resolve("release-1") + ")");
	}

	@Test
	void thatOfThisProcessIsWhatTheKernelSays() throws IOException {
		CommandLine own = CommandLine.ofThisProcess();
		assertThat(Path.of(own.executable()).toRealPath())
			.isEqualTo(Path.of(System.getProperty("java.home"), "bin", "java").toRealPath());
		assertThat(own.workingDirectory()).exists().isAbsolute();
		String text = Files.readString(Path.of("/proc/self/cmdline"));
		assertThat(text).endsWith(String.join("\0", own.words().subList(1, own.words().size())) + "\0");
	}

	private CommandLine read() throws IOException {
		return CommandLine.read(this.directory, Map.of());
	}

	private CommandLine readWithPwd(Path path) throws IOException {
		return CommandLine.read(this.directory, Map.of("PWD", path.toString()));
	}

	private void calledAs(String... arguments) throws IOException {
		Files.writeString(this.directory.resolve("cmdline"), String.join("\0", arguments) + "\0");
	}

	private Path executable(String name) throws IOException {
		Path path = this.directory.resolve(name);
		Files.createDirectories(path.getParent());
		Files.createFile(path);
		assertThat(path.toFile().setExecutable(true)).isTrue();
		return path;
	}

}
