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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed Java runtime.
 *
 * @param home its directory, without symbolic links
 * @param feature its feature version, such as 17
 */
public record JavaInstallation(Path home, int feature) {

	private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

	/**
	 * Return its {@code java} program.
	 * @return path of the program
	 */
	public Path executable() {
		return this.home.resolve("bin/java");
	}

	/**
	 * Look whether a directory is the home of a Java runtime.
	 * @param home directory, symbolic links allowed
	 * @return the runtime, or empty if there is no program or no {@code release} file
	 */
	public static Optional<JavaInstallation> at(Path home) {
		try {
			Path real = home.toRealPath();
			if (!Files.isExecutable(real.resolve("bin/java"))) {
				return Optional.empty();
			}
			Matcher version = VERSION.matcher(Files.readString(real.resolve("release")));
			return version.find() ? Optional.of(new JavaInstallation(real, Integer.parseInt(version.group(1))))
					: Optional.empty();
		}
		catch (IOException ex) {
			// Dangling link or unreadable: nothing that could be started.
			return Optional.empty();
		}
	}

	@Override
	public String toString() {
		return "Java " + this.feature + " (" + this.home + ")";
	}

}
