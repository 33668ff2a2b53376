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

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativeSupport}, {@link NativeException} and {@link Processes}.
 */
class NativeSupportTests {

	@Test
	void isAvailableHere() {
		assertThat(NativeSupport.get().isAvailable()).isTrue();
		assertThat(NativeSupport.get().cause()).isNull();
		assertThat(NativeSupport.get()).hasToString("available");
		assertThat(NativeSupport.libc().getpid()).isEqualTo((int) ProcessHandle.current().pid());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Windows 11 | amd64   | operating system is Windows 11, only Linux is supported
			Mac OS X   | aarch64 | operating system is Mac OS X, only Linux is supported
			Linux      | riscv64 | processor architecture is riscv64, only x86-64 and aarch64 are supported
			""")
	void causeNamesWhatIsMissing(String system, String architecture, String cause) {
		NativeSupport support = NativeSupport.detect(system, architecture);
		assertThat(support.isAvailable()).isFalse();
		assertThat(support.cause()).isEqualTo(cause);
		assertThat(support).hasToString("unavailable: " + cause);
	}

	@Test
	void preloadEndsByItself() {
		NativeSupport.preload();
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("graceful-restart-native")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			1    | EPERM        | Operation not permitted
			11   | EAGAIN       | Resource temporarily unavailable
			24   | EMFILE       | Too many open files
			32   | EPIPE        | Broken pipe
			98   | EADDRINUSE   | Address already in use
			109  | ETOOMANYREFS | Too many references: cannot splice
			111  | ECONNREFUSED | Connection refused
			""")
	void errorIsNamed(int errno, String name, String description) {
		NativeException ex = new NativeException(errno, "call(what)");
		assertThat(ex).hasMessage("call(what) failed: " + name + " (" + description + ")");
		assertThat(ex.call()).isEqualTo("call(what)");
		assertThat(ex.errno()).isEqualTo(errno);
		assertThat(ex.errnoName()).isEqualTo(name);
	}

	@Test
	void errorWithoutNameIsANumber() {
		assertThat(new NativeException(4711, "call")).hasMessage("call failed: errno 4711");
	}

	@Test
	void userIsTheOneThatOwnsThisProcess() throws Exception {
		Object owner = java.nio.file.Files.getAttribute(java.nio.file.Path.of("/proc/self"), "unix:uid");
		assertThat(Processes.uid()).isEqualTo(owner);
	}

}
