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

package io.gracefulrestart.test.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many descriptors each process of a benchmark may open.
 */
final class DescriptorLimit {

	private static final String NAME = "Max open files";

	private DescriptorLimit() {
	}

	/**
	 * Return the limit of this process, which those that it starts inherit. A JVM raises
	 * its soft limit to the hard one when it starts.
	 * @return the soft {@code RLIMIT_NOFILE}, see proc_pid_limits(5)
	 */
	static long current() {
		try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
			return limits.filter((line) -> line.startsWith(NAME))
				.map((line) -> line.substring(NAME.length()).trim().split("\\s+")[0])
				.mapToLong((soft) -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
				.findFirst()
				.orElse(Long.MAX_VALUE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
