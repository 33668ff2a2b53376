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

package io.gracefulrestart.test.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.JavaInstallations;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real systemd of the tests' own, booted once for a class by the script
 * {@code systemd-rig}: as PID 1 of namespaces, over a copy of the root file system that
 * is thrown away, in the machine's network. It ends with the class, and at the latest
 * with this JVM, however that ends; units end with their test. If that fails, the journal
 * is printed.
 * <p>
 * Processes have other numbers within than without. What is said by systemd or an
 * application there ({@code MainPID}, {@code /whoami}) is an inner one;
 * {@link SystemdUnit} translates.
 */
final class SystemdRig implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	static final Path SCRIPT = Path.of("src/test/shell/systemd-rig");

	private static final Log logger = LogFactory.getLog(SystemdRig.class);

	private static final Path TARGET = Path.of("target").toAbsolutePath();

	private static final String UNITS = "/etc/systemd/system";

	private static final AtomicInteger counter = new AtomicInteger();

	// Made and removed by the script.
	private final Path directory = TARGET
		.resolve("systemd-rig-" + ProcessHandle.current().pid() + "-" + counter.incrementAndGet());

	private final Map<String, SystemdUnit> units = new LinkedHashMap<>();

	private @Nullable Process process;

	private long pid;

	private Instant begin = Instant.EPOCH;

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		Requirements.systemd(SCRIPT);
		List<String> command = script("run");
		for (Path seen : List.of(JavaInstallations.selected().home(), TARGET, SampleRun.jar().getParent(),
				UnitFiles.RESTART)) {
			command.addAll(List.of("--see", seen.toString()));
		}
		// Its standard input ends with this JVM, and with that the rig.
		Process booted = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.process = booted;
		BufferedReader output = booted.inputReader();
		String line = output.readLine();
		if (line == null || !line.startsWith("ready ")) {
			throw new IllegalStateException(line + "\n" + output.lines().collect(Collectors.joining("\n")));
		}
		this.pid = Long.parseLong(line.substring("ready ".length()));
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.begin = Instant.now();
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		if (context.getExecutionException().isPresent()) {
			logger.error("Journal:\n" + journal(this.begin, "--output=short-precise"));
		}
		if (this.units.isEmpty()) {
			return;
		}
		String[] names = this.units.keySet().toArray(String[]::new);
		this.units.values().forEach((unit) -> unit.processes().forEach(ObservedProcess::kill));
		this.units.clear();
		// All at once: a socket that still listens would start its service again.
		systemctl(concat("stop", names)).assertSuccess();
		for (String name : names) {
			Files.delete(path(UNITS).resolve(name));
		}
		systemctl("daemon-reload").assertSuccess();
		systemctl("reset-failed").assertSuccess();
	}

	@Override
	public void afterAll(ExtensionContext context) throws Exception {
		Process booted = this.process;
		if (booted == null) {
			return;
		}
		booted.getOutputStream().close();
		String said = booted.inputReader().lines().collect(Collectors.joining("\n"));
		assertThat(booted.waitFor()).as(said).isZero();
	}

	/**
	 * Return the process of systemd.
	 * @return its number here
	 */
	long pid() {
		return this.pid;
	}

	/**
	 * Return where a file of the rig is, of whatever file system there.
	 * @param inner absolute path in the rig
	 * @return path for this JVM
	 */
	Path path(String inner) {
		return Path.of("/proc/" + this.pid + "/root" + inner);
	}

	/**
	 * Write a unit file, or write it anew, and have systemd read it.
	 * @param name such as {@code app.service}
	 * @param lines the file
	 * @return the unit, which is stopped after the test
	 */
	SystemdUnit unit(String name, String... lines) {
		try {
			Files.write(path(UNITS).resolve(name), List.of(lines));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		SystemdUnit unit = new SystemdUnit(this, name);
		this.units.put(name, unit);
		systemctl("daemon-reload").assertSuccess();
		return unit;
	}

	/**
	 * Run {@code systemctl}, and wait for its end.
	 * @param arguments its arguments
	 * @return what it has said
	 */
	CommandResult systemctl(String... arguments) {
		return run(concat("systemctl", arguments));
	}

	/**
	 * Run a command in the rig, as root, and wait for its end.
	 * @param command program and arguments
	 * @return what it has said
	 */
	CommandResult run(String... command) {
		List<String> all = script("enter");
		all.addAll(List.of(command));
		return CommandResult.of(all);
	}

	/**
	 * Return what the journal has.
	 * @param since what is older is left out
	 * @param options for journalctl
	 * @return its lines; what was written before this call is there
	 */
	String journal(Instant since, String... options) {
		run("journalctl", "--sync").assertSuccess();
		String begin = "--since=@%d.%06d".formatted(since.getEpochSecond(), since.getNano() / 1000);
		return run(concat("journalctl", concat("--quiet", concat(begin, options)))).assertSuccess().output();
	}

	private List<String> script(String command) {
		return new ArrayList<>(List.of("bash", SCRIPT.toString(), command, this.directory.toString()));
	}

	private static String[] concat(String first, String... second) {
		return Stream.concat(Stream.of(first), Arrays.stream(second)).toArray(String[]::new);
	}

}
