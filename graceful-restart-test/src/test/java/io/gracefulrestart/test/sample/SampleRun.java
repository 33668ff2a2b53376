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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes of one test: generations of the sample application that meet in a runtime
 * directory of their own. All of them are killed after the test, and if it failed, their
 * output is printed.
 */
public final class SampleRun implements BeforeEachCallback, AfterEachCallback {

	/**
	 * How often each client asks where it is not the weight of the load that matters: two
	 * processors start JVMs meanwhile. As often as it can where a test goes on for longer
	 * than usual.
	 */
	public static final Pace PACE = (Integer.getInteger("graceful-restart.test.soak") != null) ? Pace.BACK_TO_BACK
			: Pace.perSecond(50);

	/**
	 * Time allowed for whatever has to happen. Long, since the machine may be busy: it
	 * only costs when something is broken.
	 */
	public static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Log logger = LogFactory.getLog(SampleRun.class);

	private final List<ApplicationProcess> processes = new ArrayList<>();

	private @Nullable Path directory;

	private int port;

	@Override
	public void beforeEach(ExtensionContext context) throws IOException {
		FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
		this.directory = Files.createTempDirectory("grst-", mode);
		this.port = FreePort.next();
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.processes.forEach(ApplicationProcess::close);
		if (context.getExecutionException().isPresent()) {
			this.processes.forEach(SampleRun::print);
		}
		this.processes.clear();
		try (Stream<Path> files = Files.walk(directory())) {
			for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

	/**
	 * Return a directory of this test's own, with mode 0700. It is short enough for
	 * sockets.
	 * @return existing directory, removed after the test
	 */
	public Path directory() {
		return Objects.requireNonNull(this.directory);
	}

	/**
	 * Return the port on which {@link #launcher()} lets the application serve.
	 * @return a port that was free when the test began
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the sample application's jar.
	 * @return file named by the system property {@code graceful-restart.test.jar}
	 */
	public static Path jar() {
		String named = System.getProperty("graceful-restart.test.jar", "../sample-app/target/sample-app.jar");
		return Path.of(named).toAbsolutePath().normalize();
	}

	/**
	 * Return a launcher of the application as users start it, with an archive of its
	 * classes, but for its runtime directory and port.
	 * @return the launcher
	 */
	public ApplicationLauncher launcher() {
		return bareLauncher().arguments("--server.port=" + this.port);
	}

	/**
	 * Return a launcher that leaves the port to the caller, and its JVM arguments to
	 * nobody.
	 * @return the launcher
	 */
	public ApplicationLauncher bareLauncher() {
		return here(QuickStart.launcher());
	}

	/**
	 * Return a launcher of the executable jar, with no archive of its classes, that
	 * leaves the port to the caller.
	 * @return the launcher
	 */
	public ApplicationLauncher jarLauncher() {
		return here(ApplicationLauncher.of(jar()));
	}

	/**
	 * Return a launcher of a jar of the test's own, on the port and in the runtime
	 * directory of {@link #launcher()}, which starts sooner.
	 * @param jar path of the jar, which may be replaced meanwhile
	 * @return the launcher
	 */
	public ApplicationLauncher launcher(Path jar) {
		return quick(here(ApplicationLauncher.of(jar))).arguments("--server.port=" + this.port);
	}

	private ApplicationLauncher here(ApplicationLauncher launcher) {
		return withoutProbation(launcher).environment("RUNTIME_DIRECTORY", "")
			.environment("XDG_RUNTIME_DIR", directory().toString());
	}

	/**
	 * Let a predecessor end when it has drained, unless an argument says otherwise: most
	 * tests wait for its end.
	 * @param launcher any launcher
	 * @return a new launcher
	 */
	public static ApplicationLauncher withoutProbation(ApplicationLauncher launcher) {
		return launcher.environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "0s");
	}

	/**
	 * Return the {@link #launcher()} for what is not about load: it starts sooner, and
	 * idle connections do not hold up a drain for long.
	 * @return the launcher
	 */
	public ApplicationLauncher quickLauncher() {
		return quick(launcher());
	}

	/**
	 * Make a launcher one for what is not about load: see {@link #quickLauncher()}.
	 * @param launcher any launcher
	 * @return a new launcher
	 */
	public static ApplicationLauncher quick(ApplicationLauncher launcher) {
		return quickJvm(launcher).arguments("--graceful-restart.drain.keep-alive-grace=1s");
	}

	/**
	 * Have the JVM start quickly at the price of its speed later.
	 * @param launcher any launcher
	 * @return a new launcher
	 */
	public static ApplicationLauncher quickJvm(ApplicationLauncher launcher) {
		return launcher.jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx128m");
	}

	/**
	 * Start a process and wait until it is ready.
	 * @param launcher starts it
	 * @return the process, closed after the test
	 */
	public ApplicationProcess start(ApplicationLauncher launcher) {
		return launch(launcher).awaitReady(PATIENCE);
	}

	/**
	 * Start a process and wait until it serves, which is a moment after it is ready: it
	 * can be asked for a restart.
	 * @param launcher starts it
	 * @return the process, closed after the test
	 */
	public ApplicationProcess startServing(ApplicationLauncher launcher) {
		return startSuccessor(launcher);
	}

	/**
	 * Start a process and wait until it has taken over from its predecessor.
	 * @param launcher starts it
	 * @return the process, closed after the test
	 */
	public ApplicationProcess startSuccessor(ApplicationLauncher launcher) {
		ApplicationProcess process = launch(launcher);
		process.awaitLine("Generation \\d+ serving", PATIENCE);
		return process;
	}

	/**
	 * Start a process that ends by itself, and return how.
	 * @param launcher starts it
	 * @return the process, which has ended
	 */
	public ApplicationProcess runToItsEnd(ApplicationLauncher launcher) {
		ApplicationProcess process = launch(launcher);
		process.awaitExit(PATIENCE);
		return process;
	}

	/**
	 * Start a process.
	 * @param launcher starts it
	 * @return the process, closed after the test
	 */
	public ApplicationProcess launch(ApplicationLauncher launcher) {
		return own(launcher.start());
	}

	/**
	 * Have a process cleared away after the test, and its output printed if that fails.
	 * @param process the process, closed after the test
	 * @return the process
	 */
	public ApplicationProcess own(ApplicationProcess process) {
		this.processes.add(process);
		return process;
	}

	private static void print(ApplicationProcess process) {
		logger.error("Output of " + process + ", kept in " + process.log() + ":\n    "
				+ String.join("\n    ", process.output()));
	}

}
