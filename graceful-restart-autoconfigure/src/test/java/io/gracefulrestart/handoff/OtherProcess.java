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

package io.gracefulrestart.handoff;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that a test starts, whose output it waits for, and which it can stop,
 * continue and kill.
 */
final class OtherProcess implements AutoCloseable {

	private final Process process;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private OtherProcess(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "other-process-output");
		reader.setDaemon(true);
		reader.start();
	}

	static OtherProcess start(String... command) throws IOException {
		return new OtherProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	static OtherProcess java(Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		return start(command.toArray(String[]::new));
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			reader.lines().forEach(this.lines::add);
		}
		catch (IOException | java.io.UncheckedIOException ex) {
			// The process was killed.
		}
	}

	/**
	 * Wait until the process says lines that begin so, skipping others.
	 */
	OtherProcess expect(String... expected) throws InterruptedException {
		for (String start : expected) {
			List<String> seen = new ArrayList<>();
			String line = "";
			while (!line.startsWith(start)) {
				line = this.lines.poll(30, TimeUnit.SECONDS);
				assertThat(line).as("waiting for '" + start + "' after " + seen).isNotNull();
				seen.add(line);
			}
		}
		return this;
	}

	/**
	 * Wait for the next line.
	 */
	String next() throws InterruptedException {
		return this.lines.poll(30, TimeUnit.SECONDS);
	}

	long pid() {
		return this.process.pid();
	}

	void signal(String name) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor()).isZero();
	}

	/**
	 * Stop it, and return when none of its threads runs any more.
	 */
	void freeze() throws Exception {
		signal("STOP");
		Awaitility.await().pollInterval(Duration.ofMillis(2)).until(this::isFrozen);
	}

	private boolean isFrozen() throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
			return threads.allMatch(OtherProcess::isStopped);
		}
	}

	private static boolean isStopped(Path thread) {
		try {
			// The state follows the name in parentheses; see proc_pid_stat(5).
			String stat = Files.readString(thread.resolve("stat"));
			return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
		}
		catch (IOException ex) {
			// Ended since the directory was listed, so not all of them were stopped.
			return false;
		}
	}

	void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() {
		kill();
		this.process.onExit().join();
	}

}
