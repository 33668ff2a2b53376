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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;

import static org.awaitility.Awaitility.await;

/**
 * A process of the soak, whoever has started it. What a process writes that was started
 * by another one comes to the log of the first of them.
 *
 * @param process the process
 * @param log the file in which its lines are, among others
 */
record SoakProcess(ObservedProcess process, Path log) {

	private static final Duration LOOK = Duration.ofMillis(3);

	static SoakProcess of(ApplicationProcess process) {
		return new SoakProcess(process.observe(), process.log());
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return what it has written so far.
	 * @return its lines, without those of others
	 */
	List<String> lines() {
		try {
			String own = " " + pid() + " ---";
			// Another process may be about to write half a character.
			return Files.readString(this.log, StandardCharsets.ISO_8859_1)
				.lines()
				.filter((line) -> line.contains(own))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean hasWritten(String regex, int from) {
		Pattern pattern = Pattern.compile(regex);
		return lines().stream().skip(from).anyMatch((line) -> pattern.matcher(line).find());
	}

	/**
	 * Wait for a line, or for the end of the process.
	 * @param regex found anywhere in the line
	 * @param from how many of its lines do not count
	 * @return whether there is such a line
	 */
	boolean awaitLine(String regex, int from) {
		await(regex).atMost(Rig.LONG)
			.pollDelay(Duration.ZERO)
			.pollInterval(LOOK)
			.until(() -> !isAlive() || hasWritten(regex, from));
		return hasWritten(regex, from);
	}

	void awaitEnd() {
		this.process.awaitEnd(Rig.LONG);
	}

	@Override
	public String toString() {
		return "pid " + pid();
	}

}
