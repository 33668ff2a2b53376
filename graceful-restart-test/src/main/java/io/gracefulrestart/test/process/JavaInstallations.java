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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the Java runtimes of this machine.
 */
public final class JavaInstallations {

	/**
	 * System property that says which Java applications are started with: a home
	 * directory, its {@code java} program, or a feature version such as {@code 25}.
	 */
	public static final String PROPERTY = "graceful-restart.test.java";

	private JavaInstallations() {
	}

	/**
	 * Return every runtime found in {@code JAVA_HOME}, of this JVM, below
	 * {@code /usr/lib/jvm} and on the {@code PATH}.
	 * @return each home once, oldest version first
	 */
	public static List<JavaInstallation> find() {
		return candidates().stream()
			.flatMap((home) -> JavaInstallation.at(home).stream())
			.distinct()
			.sorted(Comparator.comparingInt(JavaInstallation::feature).thenComparing(JavaInstallation::home))
			.toList();
	}

	/**
	 * Return a runtime of the given version.
	 * @param feature feature version, such as 25
	 * @return the first one found, or empty
	 */
	public static Optional<JavaInstallation> withFeature(int feature) {
		return find().stream().filter((java) -> java.feature() == feature).findFirst();
	}

	/**
	 * Return the runtime that runs this code.
	 * @return this runtime
	 */
	public static JavaInstallation current() {
		return new JavaInstallation(Path.of(System.getProperty("java.home")), Runtime.version().feature());
	}

	/**
	 * Return the runtime that the system property {@value #PROPERTY} names.
	 * @return that runtime, or the current one if the property is not set
	 * @throws IllegalArgumentException if there is none such
	 */
	public static JavaInstallation selected() {
		String wanted = System.getProperty(PROPERTY, "");
		return wanted.isBlank() ? current() : named(wanted.strip());
	}

	/**
	 * Return the runtime that a user has named.
	 * @param wanted home directory, {@code java} program or feature version
	 * @return that runtime
	 * @throws IllegalArgumentException if there is none such; the message lists those
	 * that there are
	 */
	public static JavaInstallation named(String wanted) {
		Optional<JavaInstallation> found = wanted.matches("\\d+") ? withFeature(Integer.parseInt(wanted))
				: at(Path.of(wanted));
		return found
			.orElseThrow(() -> new IllegalArgumentException("No Java runtime '" + wanted + "'; there are " + find()));
	}

	private static Optional<JavaInstallation> at(Path path) {
		List<Path> homes = new ArrayList<>(List.of(path));
		addOwner(path, homes);
		return homes.stream().flatMap((home) -> JavaInstallation.at(home).stream()).findFirst();
	}

	private static List<Path> candidates() {
		List<Path> homes = new ArrayList<>();
		homes.add(Path.of(System.getProperty("java.home")));
		Optional.ofNullable(System.getenv("JAVA_HOME"))
			.filter((home) -> !home.isBlank())
			.map(Path::of)
			.ifPresent(homes::add);
		try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
			installed.filter(Files::isDirectory).sorted().forEach(homes::add);
		}
		catch (IOException ex) {
			// No such directory on this distribution: the other places remain.
		}
		for (String directory : Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
			addOwner(Path.of(directory, "java"), homes);
		}
		return homes;
	}

	private static void addOwner(Path program, List<Path> homes) {
		try {
			// PATH has links such as /usr/bin/java: the home is where they end.
			homes.add(program.toRealPath().resolve("../..").normalize());
		}
		catch (IOException ex) {
			// No java program in this directory of the PATH.
		}
	}

}
