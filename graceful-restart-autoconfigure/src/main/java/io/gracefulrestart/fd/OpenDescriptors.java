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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What this process has open at this moment, from {@code /proc/self/fd}: for tests, leak
 * checks and the search for a mold.
 */
public final class OpenDescriptors {

	private static final File DIRECTORY = new File("/proc/self/fd");

	private static final String LIMIT = "Max open files";

	private OpenDescriptors() {
	}

	/**
	 * Count them.
	 * @return how many descriptors are open
	 */
	public static int count() {
		return describe().size();
	}

	/**
	 * Return how many more this process may open: the soft {@code RLIMIT_NOFILE}, see
	 * proc_pid_limits(5), less those that are open.
	 * @return the room, 0 if there is none or the limit cannot be read
	 */
	public static int room() {
		try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
			long limit = limits.filter((line) -> line.startsWith(LIMIT))
				.map((line) -> line.substring(LIMIT.length()).trim().split("\\s+")[0])
				.mapToLong((soft) -> soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft))
				.findFirst()
				.orElse(0);
			return (int) Math.max(0, Math.min(Integer.MAX_VALUE, limit) - open().count());
		}
		catch (IOException | UncheckedIOException ex) {
			return 0;
		}
	}

	/**
	 * Describe them.
	 * @return what each number stands for, such as {@code socket:[123]} or a path
	 * @throws UncheckedIOException if they cannot be listed
	 */
	public static Map<Integer, String> describe() {
		Map<Integer, String> described = new TreeMap<>();
		open().forEach((number) -> {
			try {
				Path target = Files.readSymbolicLink(Path.of(DIRECTORY.getPath(), Integer.toString(number)));
				described.put(number, target.toString());
			}
			catch (IOException ex) {
				// Closed meanwhile, as the one that read the directory always is.
			}
		});
		return described;
	}

	private static IntStream open() {
		try {
			return numbers();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * List the numbers. Any of them may be closed by the time it is looked at.
	 * @return the numbers, ascending
	 * @throws IOException if {@code /proc} is not there, or this process has no number
	 * left for the directory itself
	 */
	static IntStream numbers() throws IOException {
		String[] names = DIRECTORY.list();
		if (names == null) {
			throw new IOException("Directory " + DIRECTORY
					+ " cannot be read: this process has no descriptor left, or /proc is not mounted");
		}
		return Arrays.stream(names).mapToInt(Integer::parseInt).sorted();
	}

}
