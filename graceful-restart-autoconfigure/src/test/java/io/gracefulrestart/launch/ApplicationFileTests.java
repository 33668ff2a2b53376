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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;

import io.gracefulrestart.launch.ApplicationFile.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationFile}.
 */
class ApplicationFileTests {

	@TempDir
	private Path directory;

	private Path jar;

	@BeforeEach
	void createJar() throws IOException {
		this.jar = Files.writeString(this.directory.resolve("app.jar"), "version 1");
	}

	@Test
	void fileThatNobodyTouchesIsUnchanged() throws IOException {
		ApplicationFile file = remember(this.jar);
		Files.createFile(this.directory.resolve("other"));
		Files.setPosixFilePermissions(this.jar, Files.getPosixFilePermissions(this.jar));
		assertThat(file.state()).isEqualTo(State.UNCHANGED);
		assertThat(file.path()).isEqualTo(this.jar);
		assertThat(file).hasToString(this.jar.toString());
	}

	@Test
	void fileThatIsRenamedOverItReplacesIt() throws IOException {
		ApplicationFile file = remember(this.jar);
		Path next = Files.writeString(this.directory.resolve("next.jar"), "version 2");
		Files.move(next, this.jar, StandardCopyOption.REPLACE_EXISTING);
		assertThat(file.state()).isEqualTo(State.REPLACED);
	}

	@Test
	void fileThatIsWrittenIntoIsOverwritten() throws IOException {
		ApplicationFile file = remember(this.jar);
		Files.writeString(this.jar, "version 1.1", StandardOpenOption.TRUNCATE_EXISTING);
		assertThat(file.state()).isEqualTo(State.OVERWRITTEN);
	}

	@Test
	void fileOfTheSameSizeWithAnotherTimeIsOverwritten() throws IOException {
		ApplicationFile file = remember(this.jar);
		Files.writeString(this.jar, "version 2", StandardOpenOption.TRUNCATE_EXISTING);
		Files.setLastModifiedTime(this.jar, FileTime.from(Instant.EPOCH));
		assertThat(file.state()).isEqualTo(State.OVERWRITTEN);
	}

	@Test
	void fileThatIsRemovedIsMissing() throws IOException {
		ApplicationFile file = remember(this.jar);
		Files.delete(this.jar);
		assertThat(file.state()).isEqualTo(State.MISSING);
		Files.createDirectory(this.jar);
		assertThat(file.state()).isEqualTo(State.MISSING);
	}

	@Test
	void linkThatIsMovedReplacesIt() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("current.jar"), this.jar);
		ApplicationFile file = remember(link);
		assertThat(file.state()).isEqualTo(State.UNCHANGED);
		Files.writeString(this.directory.resolve("next.jar"), "version 2");
		Files.delete(link);
		assertThat(file.state()).isEqualTo(State.MISSING);
		Files.createSymbolicLink(link, this.directory.resolve("next.jar"));
		assertThat(file.state()).isEqualTo(State.REPLACED);
		// No link leads to what runs, and still it breaks.
		Files.writeString(this.jar, "version 1.1");
		assertThat(file.state()).isEqualTo(State.OVERWRITTEN);
	}

	@Test
	void linkedFileThatIsWrittenIntoIsOverwritten() throws IOException {
		ApplicationFile file = remember(Files.createSymbolicLink(this.directory.resolve("current.jar"), this.jar));
		Files.writeString(this.jar, "version 1.1");
		assertThat(file.state()).isEqualTo(State.OVERWRITTEN);
	}

	@Test
	void directoriesAndWhatIsNotThereAreNoFile() {
		assertThat(ApplicationFile.of(this.directory)).isNull();
		assertThat(ApplicationFile.of(this.directory.resolve("missing"))).isNull();
	}

	private static ApplicationFile remember(Path path) {
		return Objects.requireNonNull(ApplicationFile.of(path));
	}

}
