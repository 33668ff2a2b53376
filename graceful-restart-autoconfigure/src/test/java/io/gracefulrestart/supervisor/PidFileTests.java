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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PidFile}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PidFileTests {

	private static final long OTHER = 4711;

	@TempDir
	private Path directory;

	@Test
	void namesThisProcessAndNothingElseIsLeftInTheDirectory() throws IOException {
		Path path = this.directory.resolve("app.pid");
		new PidFile(path).write();
		assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
		assertThat(Files.readString(path)).endsWith("\n");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-r--r--");
		assertThat(files()).containsExactly(path);
	}

	@Test
	void takesThePlaceOfWhateverWasThere() throws IOException {
		Path elsewhere = Files.writeString(this.directory.resolve("other"), "other");
		Path path = Files.createSymbolicLink(this.directory.resolve("app.pid"), elsewhere);
		new PidFile(path, OTHER).write();
		new PidFile(path).write();
		assertThat(path).hasContent(ProcessHandle.current().pid() + "\n").isRegularFile();
		// A link is not followed.
		assertThat(elsewhere).hasContent("other");
	}

	@Test
	void isRelativeToTheWorkingDirectory() {
		assertThat(new PidFile(Path.of("app.pid"))).hasToString(Path.of("").toAbsolutePath() + "/app.pid");
	}

	@Test
	void isRemovedOnlyIfItNamesThisProcess() throws IOException {
		Path path = this.directory.resolve("app.pid");
		PidFile file = new PidFile(path);
		file.write();
		PidFile other = new PidFile(path, OTHER);
		other.remove();
		assertThat(path).exists();
		other.write();
		file.remove();
		assertThat(path).hasContent(OTHER + "\n");
		other.remove();
		assertThat(path).doesNotExist();
		other.remove();
		Files.write(path, new byte[] { (byte) 0xFF, (byte) 0xFE });
		other.remove();
		assertThat(path).exists();
	}

	@Test
	void missingDirectoryIsOneWarning(CapturedOutput output) {
		Path path = this.directory.resolve("missing").resolve("app.pid");
		PidFile file = new PidFile(path);
		file.write();
		file.write();
		file.remove();
		assertThat(output).containsOnlyOnce("PID file " + path
				+ " cannot be written, and the application serves without it: its directory does not exist");
	}

	@Test
	void directoryInItsPlaceIsOneWarningAndNothingIsLeftBehind(CapturedOutput output) throws IOException {
		Path path = Files.createDirectory(this.directory.resolve("app.pid"));
		Files.createFile(path.resolve("file"));
		new PidFile(path).write();
		assertThat(output).contains("PID file " + path + " cannot be written");
		assertThat(files()).containsExactly(path);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

}
