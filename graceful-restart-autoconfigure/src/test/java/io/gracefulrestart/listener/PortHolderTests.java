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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortHolder}, on a {@code /proc} of its own.
 */
class PortHolderTests {

	private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
			+ "   uid  timeout inode\n";

	@TempDir
	private Path proc;

	@BeforeEach
	void prepare() throws IOException {
		Files.createDirectories(this.proc.resolve("self/net"));
		table("tcp", row("0100007F:1F90", "0A", 111) + row("00000000:0050", "0A", 222) + row("0100007F:2328", "01", 333)
				+ row("0100007F:1F90", "01", 444));
		table("tcp6", row("00000000000000000000000000000000:1FFF", "0A", 555));
		process(7, "/srv/bin/database", "socket:[444]", "pipe:[1]");
		process(42, "/srv/bin/java", "pipe:[1]", "socket:[111]");
		process(1042, "/srv/bin/other", "socket:[111]", "socket:[555]");
	}

	@Test
	void processThatListensIsFound() {
		assertThat(PortHolder.find(this.proc, 8080)).isEqualTo(new PortHolder(42, "/srv/bin/java"))
			.hasToString("process 42 (/srv/bin/java)");
		assertThat(PortHolder.find(this.proc, 8191)).isEqualTo(new PortHolder(1042, "/srv/bin/other"));
	}

	@Test
	void thisProcessIsNamedOnlyIfNobodyElseListens() throws IOException {
		long self = ProcessHandle.current().pid();
		// The one that this process got the listener from may have the higher id.
		process(self, "/srv/bin/self", "socket:[111]", "socket:[222]");
		process(self + 1, "/srv/bin/java", "socket:[222]");
		assertThat(PortHolder.find(this.proc, 80)).isEqualTo(new PortHolder(self + 1, "/srv/bin/java"));
		Files.delete(this.proc.resolve(self + 1 + "/fd/0"));
		assertThat(PortHolder.find(this.proc, 80)).isEqualTo(new PortHolder(self, "/srv/bin/self"));
	}

	@Test
	void connectionIsNoListener() {
		assertThat(PortHolder.find(this.proc, 9000)).isNull();
	}

	@Test
	void listenerOfAProcessThatCannotBeReadIsUnknown() {
		assertThat(PortHolder.find(this.proc, 80)).isNull();
	}

	@Test
	void nothingIsKnownWithoutTables() throws IOException {
		Files.delete(this.proc.resolve("self/net/tcp"));
		Files.delete(this.proc.resolve("self/net/tcp6"));
		assertThat(PortHolder.find(this.proc, 8080)).isNull();
	}

	private void table(String name, String rows) throws IOException {
		Files.writeString(this.proc.resolve("self/net").resolve(name), HEADER + rows);
	}

	private static String row(String address, String state, int inode) {
		return "   0: " + address + " 00000000:0000 " + state
				+ " 00000000:00000000 00:00000000 00000000     0        0 " + inode
				+ " 1 0000000000000000 100 0 0 10 0\n";
	}

	private void process(long pid, String program, String... descriptors) throws IOException {
		Path process = this.proc.resolve(Long.toString(pid));
		Files.createDirectories(process.resolve("fd"));
		Files.createSymbolicLink(process.resolve("exe"), Path.of(program));
		for (int i = 0; i < descriptors.length; i++) {
			Files.createSymbolicLink(process.resolve("fd").resolve(Integer.toString(i)), Path.of(descriptors[i]));
		}
	}

}
