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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A unit of a {@link SystemdRig}. All processes that come from it are as seen from here:
 * they can be observed and signalled.
 */
final class SystemdUnit {

	private final SystemdRig rig;

	private final String name;

	private final Instant begin = Instant.now();

	SystemdUnit(SystemdRig rig, String name) {
		this.rig = rig;
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/**
	 * Start it, and wait until systemd says that it has.
	 */
	void start() {
		systemctl("start").assertSuccess();
	}

	/**
	 * Stop it, and wait until it has ended.
	 */
	void stop() {
		systemctl("stop").assertSuccess();
	}

	/**
	 * Restart it, and wait until systemd says that it has.
	 */
	void restart() {
		systemctl("restart").assertSuccess();
	}

	/**
	 * Reload it, and wait for the outcome.
	 * @return the outcome
	 */
	CommandResult reload() {
		return systemctl("reload");
	}

	/**
	 * Have something done to it.
	 * @param verb what systemctl shall do
	 * @param options options for that
	 * @return the outcome
	 */
	CommandResult systemctl(String verb, String... options) {
		List<String> arguments = new ArrayList<>(List.of(verb));
		arguments.addAll(List.of(options));
		arguments.add(this.name);
		return this.rig.systemctl(arguments.toArray(String[]::new));
	}

	/**
	 * Return a property.
	 * @param property such as {@code ActiveState}, see systemctl(1), show
	 * @return its value, or an empty text
	 */
	String show(String property) {
		return systemctl("show", "--value", "--property=" + property).assertSuccess().output();
	}

	/**
	 * Wait until a property has a value.
	 * @param property its name
	 * @param value the value
	 */
	void await(String property, String value) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.untilAsserted(() -> assertThat(show(property)).as(property).isEqualTo(value));
	}

	/**
	 * Return what the journal has of the unit: what its processes have written, and what
	 * systemd says of it.
	 * @return the lines since its file was written, without times
	 */
	List<String> journal() {
		return this.rig.journal(this.begin, "--output=cat", "--unit=" + this.name).lines().toList();
	}

	/**
	 * Return the processes in the unit's control group.
	 * @return processes in no order; none if there is no such group any more
	 */
	List<ObservedProcess> processes() {
		String group = show("ControlGroup");
		// An inactive unit has none, which does not say that nobody was left in it.
		String path = group.isEmpty() ? "/system.slice/" + this.name : group;
		try (Stream<Path> groups = Files.walk(this.rig.path("/sys/fs/cgroup" + path))) {
			return groups.filter((file) -> file.endsWith("cgroup.procs")).flatMap(SystemdUnit::members).toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// The kernel shows the numbers that they have for who reads.
	private static Stream<ObservedProcess> members(Path file) {
		try {
			return Files.readAllLines(file).stream().map((pid) -> new ObservedProcess(Long.parseLong(pid)));
		}
		catch (IOException ex) {
			// ENOENT or ENODEV: the group has been removed meanwhile.
			return Stream.empty();
		}
	}

	/**
	 * Return the unit's main process.
	 * @return the process of which systemd says so
	 */
	ObservedProcess mainProcess() {
		return process(Long.parseLong(show("MainPID")));
	}

	/**
	 * Return a process of the unit.
	 * @param inner its number in the rig, as it says itself
	 * @return the process
	 */
	ObservedProcess process(long inner) {
		return processes().stream()
			.filter((process) -> innerPid(process) == inner)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No process " + inner + " in " + this.name + ", but " + processes()));
	}

	/**
	 * Return the number that a process has in the rig.
	 * @param process the process
	 * @return inner number, -1 if it has ended
	 */
	static long innerPid(ObservedProcess process) {
		// Its numbers from the outermost namespace to its own; see proc_pid_status(5).
		try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
			return lines.filter((line) -> line.startsWith("NSpid:"))
				.map((line) -> Long.valueOf(line.substring(line.lastIndexOf('\t') + 1)))
				.findFirst()
				.orElse(-1L);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
