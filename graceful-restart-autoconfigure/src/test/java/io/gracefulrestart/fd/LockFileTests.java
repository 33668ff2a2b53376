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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockFile}.
 */
class LockFileTests {

	@TempDir
	private Path directory;

	@Test
	void secondHolderWaitsForTheFirst() throws Exception {
		Path path = this.directory.resolve("lock");
		LockFile first = LockFile.acquire(path, Duration.ZERO);
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> LockFile.acquire(path, Duration.ofMillis(20)))
			.withMessage(path + ": another process holds the lock");
		Blocked second = Blocked.in(() -> LockFile.acquire(path, Duration.ofSeconds(10)));
		first.close();
		((LockFile) second.result()).close();
		LockFile.acquire(path, Duration.ZERO).close();
		assertThat(path).exists();
		assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void directoryItselfIsLockedAndNothingIsLeftInIt() throws Exception {
		LockFile first = LockFile.ofDirectory(this.directory, Duration.ZERO);
		assertThatExceptionOfType(FileSystemException.class)
			.isThrownBy(() -> LockFile.ofDirectory(this.directory, Duration.ofMillis(20)));
		Blocked second = Blocked.in(() -> LockFile.ofDirectory(this.directory, Duration.ofSeconds(10)));
		first.close();
		((LockFile) second.result()).close();
		assertThat(this.directory).isEmptyDirectory();
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> LockFile.ofDirectory(this.directory.resolve("missing"), Duration.ZERO));
	}

	@Test
	void symbolicLinkIsRefused() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("lock"), this.directory.resolve("elsewhere"));
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> LockFile.acquire(link, Duration.ZERO))
			.satisfies((ex) -> assertThat(ex.errnoName()).isEqualTo("ELOOP"));
		assertThat(this.directory.resolve("elsewhere")).doesNotExist();
	}

	@Test
	void missingDirectoryNamesThePath() {
		Path path = this.directory.resolve("missing/lock");
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> LockFile.acquire(path, Duration.ZERO))
			.withMessage("open(" + path + ") failed: ENOENT (No such file or directory)");
	}

	@Test
	void interruptEndsTheWaitAndIsKept() throws IOException {
		Path path = this.directory.resolve("lock");
		try (LockFile held = LockFile.acquire(path, Duration.ZERO)) {
			assertThat(held).isNotNull();
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedIOException.class)
				.isThrownBy(() -> LockFile.acquire(path, Duration.ofSeconds(10)));
			assertThat(Thread.interrupted()).isTrue();
		}
	}

}
