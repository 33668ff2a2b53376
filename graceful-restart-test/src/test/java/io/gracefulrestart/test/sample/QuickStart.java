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

package io.gracefulrestart.test.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.JavaInstallations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application laid out to start in half the time, as Spring Boot's
 * documentation recommends it: the executable jar extracted, and an archive of its
 * classes that the JVM maps. The process tests start it hundreds of times.
 */
public final class QuickStart {

	private static final long PATIENCE_SECONDS = 120;

	private static final QuickStart INSTANCE = new QuickStart();

	private final Path jar;

	private final Path archive;

	private QuickStart() {
		try {
			Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "quick-start");
			this.jar = directory.resolve(SampleRun.jar().getFileName());
			this.archive = directory.resolve("classes.jsa");
			run(List.of("-Djarmode=tools", "-jar", SampleRun.jar().toString(), "extract", "--force", "--destination",
					directory.toString()));
			run(List.of("-XX:ArchiveClassesAtExit=" + this.archive, "-Dspring.context.exit=onRefresh", "-jar",
					this.jar.toString(), "--server.port=0"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void run(List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(arguments);
		command.add(0, JavaInstallations.selected().executable().toString());
		Path log = Files.createTempFile(Path.of("target"), "quick-start", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
			assertThat(ended && process.exitValue() == 0).as(Files.readString(log)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Return a launcher of it. The first call prepares it, which takes some seconds.
	 * @return the launcher, with nothing set but the archive
	 */
	public static ApplicationLauncher launcher() {
		return ApplicationLauncher.of(INSTANCE.jar).jvmArguments("-XX:SharedArchiveFile=" + INSTANCE.archive);
	}

}
