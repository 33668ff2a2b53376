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

package io.gracefulrestart.handoff;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.gracefulrestart.fd.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ControlDirectory}.
 */
class ControlDirectoryTests {

	@TempDir
	private Path temporary;

	@Test
	void isMadeForTheOwnerAlone() throws Exception {
		Path path = this.temporary.resolve("new");
		assertThat(directory(path).exists()).isFalse();
		directory(path).prepare();
		directory(path).prepare();
		assertThat(directory(path).exists()).isTrue();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwx------", "rwxr-xr-x", "rwxr-x---" })
	void mayBeReadableByOthers(String permissions) throws Exception {
		Path path = Files.createDirectory(this.temporary.resolve("own"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
		directory(path).prepare();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo(permissions);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxrwx---", "rwx----w-", "rwxrwxrwx" })
	void writableByOthersIsRefusedWithOwnerAndMode(String permissions) throws Exception {
		Path path = Files.createDirectory(this.temporary.resolve("open"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
		int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
		assertThatExceptionOfType(ControlSocketException.class).isThrownBy(() -> directory(path).prepare())
			.isExactlyInstanceOf(ControlSocketException.class)
			.withMessage("%s is writable by others (owner uid %d, mode %04o)", path, Processes.uid(), mode)
			.satisfies((ex) -> {
				assertThat(ex.path()).isEqualTo(path);
				assertThat(ex.reason()).startsWith("is writable by others");
				assertThat(ex.action()).startsWith("Use a directory of this user's own with mode 0700")
					.contains("graceful-restart.handoff.socket");
			});
	}

	@Test
	void ofAnotherOwnerIsRefusedWithOwnerAndMode() throws Exception {
		assumeThat(Processes.uid()).as("only root can give a directory away").isZero();
		Path path = Files.createDirectory(this.temporary.resolve("foreign"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
		Files.setAttribute(path, "unix:uid", 65534);
		assertThatExceptionOfType(ControlSocketException.class).isThrownBy(() -> directory(path).prepare())
			.withMessage("%s is owned by uid 65534 (mode 0700), but this process has uid 0", path);
	}

	@Test
	void symbolicLinkIsRefused() throws Exception {
		Path target = Files.createDirectory(this.temporary.resolve("target"));
		Path link = Files.createSymbolicLink(this.temporary.resolve("link"), target);
		assertThatExceptionOfType(ControlSocketException.class).isThrownBy(() -> directory(link).prepare())
			.withMessage(link + " is a symbolic link");
	}

	@Test
	void fileIsRefused() throws Exception {
		Path file = Files.createFile(this.temporary.resolve("file"));
		assertThatExceptionOfType(ControlSocketException.class).isThrownBy(() -> directory(file).prepare())
			.withMessage(file + " is not a directory");
	}

	@Test
	void missingParentLeavesNoPlace() {
		Path path = this.temporary.resolve("missing/control");
		assertThatExceptionOfType(ControlSocketUnavailableException.class).isThrownBy(() -> directory(path).prepare())
			.withMessage(path + " cannot be made: its directory does not exist");
	}

	@Test
	void parentThatTakesNothingLeavesNoPlace() {
		Path path = Path.of("/sys/graceful-restart");
		assertThatExceptionOfType(ControlSocketUnavailableException.class).isThrownBy(() -> directory(path).prepare())
			.withMessageStartingWith(path + " cannot be made: ");
	}

	private ControlDirectory directory(Path path) {
		return new ControlDirectory(path, Processes.uid());
	}

}
