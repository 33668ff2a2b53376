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

package io.gracefulrestart.test.restarting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which version a restart starts: what the application's path leads to now, or what a
 * command does; and row 25, the file that is overwritten.
 */
@Timeout(180)
class NewVersionIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void whereTheSymbolicLinkLeadsNowIsTheNextVersion() throws Exception {
		Path one = copy(Files.createDirectory(directory().resolve("v1")).resolve("app.jar"));
		Path two = copy(Files.createDirectory(directory().resolve("v2")).resolve("app.jar"));
		Path current = Files.createSymbolicLink(directory().resolve("current"), one.getParent());
		ApplicationProcess first = this.run.startServing(this.run.launcher(current.resolve("app.jar")));
		assertThat(runs(first.observe(), one)).isTrue();
		Path next = Files.createSymbolicLink(directory().resolve("next"), two.getParent());
		Files.move(next, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		ObservedProcess second = restart(first);
		assertThat(runs(second, two)).isTrue();
		assertThat(runs(second, one)).isFalse();
	}

	@Test
	void theFileThatWasRenamedToThePathIsTheNextVersion() throws Exception {
		Path jar = copy(directory().resolve("app.jar"));
		ApplicationProcess first = this.run.startServing(this.run.launcher(jar));
		Path next = copy(directory().resolve("next.jar"));
		Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		assertThat(runs(first.observe(), jar)).isFalse();
		assertThat(runs(restart(first), jar)).isTrue();
		assertThat(first.output()).noneMatch((line) -> line.contains(" WARN "));
	}

	@Test
	void whenTheFileThatWasRenamedToThePathIsNoJarThenNothingHasChangedAndTheNextOneIs() throws Exception {
		Path jar = copy(directory().resolve("app.jar"));
		ApplicationProcess first = this.run.startServing(this.run.launcher(jar));
		Path next = Files.writeString(directory().resolve("next.jar"), "junk");
		Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.status()).as(reply.toString()).isEqualTo(500);
		assertThat(reply.outcome()).isEqualTo("FAILED");
		assertThat(reply.reason()).contains("exited with status 1 before it asked for the listeners");
		assertThat(reply.output()).anyMatch((line) -> line.contains("Invalid or corrupt jarfile"));
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		Files.move(copy(next), jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		assertThat(runs(restart(first), jar)).isTrue();
	}

	@Test
	void whenThereIsNoFileAtThePathThenARestartIsRefused() throws Exception {
		Path jar = copy(directory().resolve("app.jar"));
		ApplicationProcess first = this.run.startServing(this.run.launcher(jar));
		Files.delete(jar);
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.status()).as(reply.toString()).isEqualTo(409);
		assertThat(reply.reason()).isEqualTo("there is no file " + jar + " to start");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		assertThat(first.lineage()).hasSize(1);
	}

	@Test
	void whenTheFileIsOverwrittenInPlaceThenALoudWarningSaysSo() throws Exception {
		Path jar = copy(directory().resolve("app.jar"));
		ApplicationProcess first = this.run.startServing(this.run.launcher(jar));
		// The same bytes, so that this process does not break while it is asked.
		Files.write(jar, Files.readAllBytes(SampleRun.jar()), StandardOpenOption.WRITE);
		String line = first.awaitLine("OVERWRITTEN IN PLACE", SampleRun.PATIENCE);
		assertThat(line).contains(" WARN ", jar.toString(), "by rename");
		assertThat(runs(restart(first), jar)).isTrue();
		assertThat(first.output()).filteredOn((other) -> other.contains("OVERWRITTEN IN PLACE")).hasSize(1);
	}

	@Test
	void aConfiguredCommandIsStartedInstead() throws Exception {
		Path script = directory().resolve("next version.sh");
		ApplicationLauncher launcher = this.run.quickLauncher()
			.arguments("--graceful-restart.restart.command=sh '" + script + "' 'a b'");
		Files.write(script,
				List.of("exec " + String.join(" ", this.run.quickLauncher().command()) + " \"--sample.note=$1\""));
		ApplicationProcess first = this.run.startServing(launcher);
		ObservedProcess second = restart(first);
		assertThat(Files.readString(Path.of("/proc/" + second.pid() + "/cmdline"))).endsWith("--sample.note=a b\0");
	}

	@Test
	void aCommandMayLeaveTheApplicationBehindAndEnd() throws Exception {
		Path script = directory().resolve("next.sh");
		ApplicationLauncher launcher = this.run.quickLauncher();
		Files.write(script, List.of(String.join(" ", launcher.command()) + " &"));
		ApplicationProcess first = this.run
			.startServing(launcher.arguments("--graceful-restart.restart.command=sh " + script));
		restart(first);
	}

	private ObservedProcess restart(ApplicationProcess first) throws Exception {
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.outcome()).as(reply.toString()).isEqualTo("SUCCEEDED");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(reply.successor().pid());
		return reply.successor();
	}

	private Path directory() {
		return this.run.directory();
	}

	private static Path copy(Path to) throws IOException {
		return Files.copy(SampleRun.jar(), to);
	}

	// Whether it has the very file open, whatever is called so by now.
	private static boolean runs(ObservedProcess process, Path jar) throws IOException {
		Object inode = Files.getAttribute(jar, "unix:ino");
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
			return descriptors.anyMatch((descriptor) -> {
				try {
					return Files.isRegularFile(descriptor) && Files.getAttribute(descriptor, "unix:ino").equals(inode);
				}
				catch (IOException ex) {
					return false; // closed since the directory was listed
				}
			});
		}
	}

}
