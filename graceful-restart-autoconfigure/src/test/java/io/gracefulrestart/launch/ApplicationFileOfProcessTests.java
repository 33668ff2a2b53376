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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a JVM finds the jar that it runs from.
 */
class ApplicationFileOfProcessTests {

	private static final String MAIN = ApplicationFileMain.class.getName();

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	@TempDir
	private Path directory;

	@BeforeEach
	void createJars() throws IOException {
		this.directory = this.directory.toRealPath();
		jar("app-1.jar");
		jar("agent.jar");
		Files.createSymbolicLink(this.directory.resolve("app.jar"), Path.of("app-1.jar"));
	}

	@Test
	void jarOfTheCommandLineIsTheApplication() throws Exception {
		assertThat(file("-jar", "app.jar", "out")).isEqualTo(this.directory.resolve("app.jar") + " UNCHANGED");
	}

	@Test
	void agentsAreNotTheApplication() throws Exception {
		assertThat(file("-javaagent:agent.jar", "-jar", "./app-1.jar", "out"))
			.isEqualTo(this.directory + "/./app-1.jar UNCHANGED");
	}

	@Test
	void argumentFileIsReadByTheJvm() throws Exception {
		Files.writeString(this.directory.resolve("args"), "-jar app.jar out");
		assertThat(file("@args")).isEqualTo(this.directory.resolve("app.jar") + " UNCHANGED");
	}

	@Test
	void onlyJarOfTheClassPathIsTheApplication() throws Exception {
		assertThat(file("-cp", "app.jar", MAIN, "out")).isEqualTo(this.directory.resolve("app.jar") + " UNCHANGED");
	}

	@Test
	void severalEntriesAndDirectoriesAreNone() throws Exception {
		assertThat(file("-cp", "app.jar:agent.jar", MAIN, "out")).isEqualTo("none");
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		Files.writeString(classes.resolve("x"), "");
		assertThat(file("-cp", CLASS_PATH + ":classes", MAIN, "out")).isEqualTo("none");
	}

	private String file(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(List.of(arguments));
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(output)).isZero();
			return Files.readString(this.directory.resolve("out"));
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private void jar(String name) throws IOException {
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
		attributes.putValue("Premain-Class", MAIN);
		attributes.put(Attributes.Name.CLASS_PATH,
				Stream.of(CLASS_PATH.split(":"))
					.map((entry) -> Path.of(entry).toUri().toString())
					.collect(Collectors.joining(" ")));
		new JarOutputStream(Files.newOutputStream(this.directory.resolve(name)), manifest).close();
	}

}
