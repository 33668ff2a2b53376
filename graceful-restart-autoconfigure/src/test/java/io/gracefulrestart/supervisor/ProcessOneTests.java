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
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessOne}, with a {@code /proc} of the test's own.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProcessOneTests {

	@TempDir
	private Path proc;

	@Test
	void whoIsProcessOneCannotBeReplacedThere(CapturedOutput output) throws IOException {
		self("java", 0, "1");
		ProcessOne found = look(Map.of());
		assertThat(found.obstacle()).startsWith("this process is process 1 of its container").contains("supervise");
		found.tell();
		assertThat(output).containsOnlyOnce("No restart within this container: this process is process 1");
	}

	@Test
	void ofTheInnermostNamespaceThatIs() throws IOException {
		// As /proc of the host shows it.
		self("java", 700, "812\t1");
		assertThat(look(Map.of()).obstacle()).contains("process 1 of its container");
	}

	@Test
	void evenIfSomebodySaysThatHeFollows() throws IOException {
		self("java", 0, "1");
		assertThat(look(Map.of(ProcessOne.FOLLOWED, "1")).obstacle()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tini", "docker-init", "dumb-init", "catatonit", "podman-init" })
	void initThatEndsWithItsOnlyChildIsAnObstacle(String init, CapturedOutput output) throws IOException {
		process("1", init, 0, "1");
		self("java", 1, "7");
		assertThat(look(Map.of()).obstacle())
			.startsWith(init + ", process 1 of this container, ends with this process");
		look(Map.of()).tell();
		assertThat(output).contains("No restart within this container: " + init);
	}

	@Test
	void severalOfThemAreToo() throws IOException {
		process("1", "docker-init", 0, "1");
		process("7", "tini", 1, "7");
		self("java", 7, "8");
		assertThat(look(Map.of()).obstacle()).startsWith("docker-init, process 1");
	}

	@Test
	void initThatIsNotTheParentIsNone(CapturedOutput output) throws IOException {
		process("1", "tini", 0, "1");
		process("7", "node", 1, "7");
		self("java", 7, "8");
		assertUnhindered(Map.of(), output);
	}

	@Test
	void initOutsideAContainerIsNone(CapturedOutput output) throws IOException {
		process("1", "systemd", 0, "1");
		process("700", "tini", 1, "700");
		self("java", 700, "701");
		assertUnhindered(Map.of(), output);
	}

	@Test
	void initWithAScriptThatFollowsIsNone(CapturedOutput output) throws IOException {
		process("1", "tini", 0, "1");
		process("7", "bash", 1, "7");
		self("java", 7, "8");
		assertUnhindered(Map.of(ProcessOne.FOLLOWED, "7"), output);
	}

	@Test
	void scriptOfWhichNobodyKnowsIsAWarningAndNoObstacle(CapturedOutput output) throws IOException {
		process("1", "sh", 0, "1");
		self("java", 1, "7");
		ProcessOne found = look(Map.of());
		assertThat(found.obstacle()).isNull();
		found.tell();
		assertThat(output).contains("WARN")
			.contains("Restarts may end this container: its first process is a script for 'sh'");
	}

	@Test
	void parentInAnotherNamespaceIsNone(CapturedOutput output) throws IOException {
		process("1", "tini", 0, "1");
		self("java", 0, "7");
		assertUnhindered(Map.of(), output);
	}

	@Test
	void withoutProcThereIsNone(CapturedOutput output) {
		assertUnhindered(Map.of(), output);
	}

	@Test
	void ofThisProcessIsTheSameAllTheTime() {
		assertThat(ProcessOne.ofThisProcess()).isSameAs(ProcessOne.ofThisProcess());
	}

	private void assertUnhindered(Map<String, String> environment, CapturedOutput output) {
		ProcessOne found = look(environment);
		assertThat(found.obstacle()).isNull();
		found.tell();
		assertThat(output).doesNotContain("container");
	}

	private ProcessOne look(Map<String, String> environment) {
		return ProcessOne.look(this.proc, environment);
	}

	private void self(String name, int parent, String ids) throws IOException {
		process("self", name, parent, ids);
	}

	private void process(String entry, String name, int parent, String ids) throws IOException {
		Path directory = Files.createDirectory(this.proc.resolve(entry));
		Files.writeString(directory.resolve("status"), "Name:\t%s\nUmask:\t0022\nPid:\t%s\nPPid:\t%d\nNSpid:\t%s\n"
			.formatted(name, ids.split("\t", 2)[0], parent, ids));
	}

}
