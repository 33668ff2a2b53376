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
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Processes}.
 */
@Timeout(60)
class ProcessesTests {

	@Test
	void aProcessIsAliveUntilItHasEnded() throws IOException, InterruptedException {
		assertThat(Processes.isAlive(ProcessHandle.current().pid())).isTrue();
		Process process = new ProcessBuilder("sleep", "60").start();
		try {
			assertThat(Processes.isAlive(process.pid())).isTrue();
			assertThat(Processes.isStopped(process.pid())).isFalse();
		}
		finally {
			process.destroyForcibly();
		}
		process.waitFor();
		assertThat(Processes.isAlive(process.pid())).isFalse();
		assertThat(Processes.isStopped(process.pid())).isFalse();
		assertThat(Processes.isAlive(Integer.MAX_VALUE)).isFalse();
	}

	@Test
	void aZombieIsGone() throws IOException, InterruptedException {
		// What takes the shell's place does not ask for the status of the shell's child.
		Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & exec sleep 60").start();
		try {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> parent.children().count() == 1);
			long child = parent.children().findFirst().orElseThrow().pid();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !Processes.isAlive(child));
		}
		finally {
			parent.destroyForcibly().waitFor();
		}
	}

	@ParameterizedTest
	@CsvSource({ "R, 1, true", "S, 40, true", "T, 1, true", "Z, 1, false", "Z, 0, false", "X, 0, false", "Z, 2, true" })
	void aProcessLivesAsLongAsOneOfItsThreads(String state, int threads, boolean alive) {
		assertThat(Processes.isAlive(state + " 1 2 2 0 -1 4194304 127 0 0 0 0 0 0 0 20 0 " + threads + " 0 6006365"))
			.isEqualTo(alive);
		assertThat(Processes.isAlive("X")).isFalse();
	}

}
