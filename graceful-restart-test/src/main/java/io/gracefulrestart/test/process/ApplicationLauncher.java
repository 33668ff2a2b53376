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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says how an executable jar is started, and starts it as often as one likes. Immutable:
 * each method that sets something returns a new launcher. Example:
 *
 * <pre>
 * ApplicationLauncher launcher = ApplicationLauncher.of(Path.of("target/app.jar"))
 *     .arguments("--server.port=" + FreePort.next());
 * try (ApplicationProcess application = launcher.start().awaitReady(Duration.ofSeconds(30))) {
 *     …
 * }
 * </pre>
 */
public final class ApplicationLauncher implements Cloneable {

	/**
	 * System property that names the directory for the log files; by default
	 * {@code target/process-logs} where there is a {@code target}, else in the directory
	 * for temporary files.
	 */
	public static final String LOGS_PROPERTY = "graceful-restart.test.logs";

	private static final Pattern SPRING_BOOT_STARTED = Pattern.compile("Started \\S+ in [0-9.]+ seconds");

	private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS");

	private final Path jar;

	private JavaInstallation java = JavaInstallations.selected();

	private List<String> prefix = List.of();

	private List<String> jvmArguments = List.of();

	private List<String> arguments = List.of();

	private Map<String, String> environment = Map.of();

	private Path workingDirectory = Path.of("").toAbsolutePath();

	private Path logDirectory = defaultLogDirectory();

	private Pattern readyLine = SPRING_BOOT_STARTED;

	private ApplicationLauncher(Path jar) {
		this.jar = jar.toAbsolutePath();
	}

	/**
	 * Return a launcher for the given jar, with the
	 * {@linkplain JavaInstallations#selected() selected} Java.
	 * @param jar executable jar
	 * @return the launcher
	 */
	public static ApplicationLauncher of(Path jar) {
		return new ApplicationLauncher(jar);
	}

	/**
	 * Use another Java runtime.
	 * @param installation runtime to start it with
	 * @return a new launcher
	 */
	public ApplicationLauncher java(JavaInstallation installation) {
		return with((copy) -> copy.java = installation);
	}

	/**
	 * Put a command before {@code java}, such as {@code systemd-socket-activate -l 8080}.
	 * @param command program and its arguments, replacing those set before
	 * @return a new launcher
	 */
	public ApplicationLauncher prefix(String... command) {
		return with((copy) -> copy.prefix = List.of(command));
	}

	/**
	 * Add arguments for the JVM, such as {@code -Xmx128m}.
	 * @param more arguments that follow those set before
	 * @return a new launcher
	 */
	public ApplicationLauncher jvmArguments(String... more) {
		return with((copy) -> copy.jvmArguments = concat(this.jvmArguments, more));
	}

	/**
	 * Add arguments for the application, such as {@code --server.port=8080}.
	 * @param more arguments that follow those set before
	 * @return a new launcher
	 */
	public ApplicationLauncher arguments(String... more) {
		return with((copy) -> copy.arguments = concat(this.arguments, more));
	}

	/**
	 * Set a variable in addition to the environment of this JVM.
	 * @param name name of the variable
	 * @param value its value
	 * @return a new launcher
	 */
	public ApplicationLauncher environment(String name, String value) {
		Map<String, String> all = new LinkedHashMap<>(this.environment);
		all.put(name, value);
		return with((copy) -> copy.environment = Map.copyOf(all));
	}

	/**
	 * Start it in another directory than that of this JVM.
	 * @param directory an existing directory
	 * @return a new launcher
	 */
	public ApplicationLauncher workingDirectory(Path directory) {
		return with((copy) -> copy.workingDirectory = directory);
	}

	/**
	 * Write the log files, a new one for each start, to another directory.
	 * @param directory made if it does not exist
	 * @return a new launcher
	 */
	public ApplicationLauncher logDirectory(Path directory) {
		return with((copy) -> copy.logDirectory = directory);
	}

	/**
	 * Say by which line the application reports that it is ready. By default the line of
	 * Spring Boot, {@code Started … in … seconds}.
	 * @param regex found anywhere in that line
	 * @return a new launcher
	 */
	public ApplicationLauncher readyLine(String regex) {
		return with((copy) -> copy.readyLine = Pattern.compile(regex));
	}

	/**
	 * Return the jar.
	 * @return absolute path
	 */
	public Path jar() {
		return this.jar;
	}

	/**
	 * Return the Java runtime that it is started with.
	 * @return the runtime
	 */
	public JavaInstallation java() {
		return this.java;
	}

	Pattern readyPattern() {
		return this.readyLine;
	}

	/**
	 * Return the command that {@link #start()} runs.
	 * @return program and arguments
	 */
	public List<String> command() {
		return Stream
			.of(this.prefix, List.of(this.java.executable().toString()), this.jvmArguments,
					List.of("-jar", this.jar.toString()), this.arguments)
			.flatMap(List::stream)
			.toList();
	}

	/**
	 * Start the application. The caller owns the process and closes it.
	 * @return the process, which is not ready yet
	 * @throws UncheckedIOException if there is no such jar, or a program cannot be run
	 */
	public ApplicationProcess start() {
		try {
			if (!Files.isRegularFile(this.jar)) {
				throw new IOException("There is no jar " + this.jar + "; build it first");
			}
			Files.createDirectories(this.logDirectory);
			Path log = Files.createTempFile(this.logDirectory,
					this.jar.getFileName() + "-" + LOG_TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-",
					".log");
			Lineage lineage = new Lineage();
			ProcessBuilder builder = new ProcessBuilder(command()).directory(this.workingDirectory.toFile())
				.redirectErrorStream(true)
				.redirectInput(new File("/dev/null"))
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			builder.environment().putAll(this.environment);
			builder.environment().put(Lineage.VARIABLE, lineage.mark());
			long startNanos = System.nanoTime();
			return new ApplicationProcess(this, builder.start(), lineage, log, startNanos);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path defaultLogDirectory() {
		String named = System.getProperty(LOGS_PROPERTY);
		if (named != null) {
			return Path.of(named);
		}
		Path target = Path.of("target");
		return Files.isDirectory(target) ? target.resolve("process-logs").toAbsolutePath()
				: Path.of(System.getProperty("java.io.tmpdir"), "graceful-restart-test");
	}

	private static List<String> concat(List<String> first, String... second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(List.of(second));
		return List.copyOf(all);
	}

	private ApplicationLauncher with(Consumer<ApplicationLauncher> change) {
		try {
			ApplicationLauncher copy = (ApplicationLauncher) clone();
			change.accept(copy);
			return copy;
		}
		catch (CloneNotSupportedException ex) {
			throw new AssertionError(ex);
		}
	}

}
