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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.QuickStart;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A chain of generations of the sample application on one port, for the tests of a class:
 * what serves at the end of a test serves at the beginning of the next. Steady load runs
 * all the time in each test. Afterwards nothing is left running.
 * <p>
 * Long, because it is the one vocabulary in which all of these tests are written.
 */
final class Rig implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	static final String HOST = "127.0.0.1";

	/**
	 * For what happens at once, on a machine with other things to do.
	 */
	static final Duration LONG = Duration.ofSeconds(60);

	private final int port = FreePort.next();

	private final Path directory;

	private final ApplicationLauncher launcher;

	private final Map<String, String> arguments = new LinkedHashMap<>();

	private final List<ApplicationProcess> processes = new ArrayList<>();

	private final List<Relay> relays = new ArrayList<>();

	private Optional<ApplicationProcess> serving = Optional.empty();

	private Optional<SteadyLoad> load = Optional.empty();

	private int files;

	/**
	 * Create a rig.
	 * @param arguments arguments of all its processes
	 */
	Rig(String... arguments) {
		try {
			this.directory = Files.createTempDirectory("rig",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
			this.launcher = SampleRun.withoutProbation(SampleRun.quickJvm(QuickStart.launcher()))
				.jvmArguments("-Djava.io.tmpdir=" + temporary)
				.environment("RUNTIME_DIRECTORY", "")
				.environment("XDG_RUNTIME_DIR", this.directory.toString());
			// As many workers from the start as the load needs after a freeze: they are
			// counted among what a process has.
			put(this.arguments, "--server.port=" + this.port, "--server.tomcat.max-keep-alive-requests=-1",
					"--server.tomcat.threads.min-spare=40",
					"--spring.config.additional-location=optional:file:" + this.directory + "/");
			put(this.arguments, arguments);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		serving();
		startLoad();
	}

	/**
	 * Return the process that serves, after a cold start if there is none.
	 * @return the process
	 */
	ApplicationProcess serving() {
		ApplicationProcess process = this.serving.filter(ApplicationProcess::isAlive).orElseGet(this::start);
		this.serving = Optional.of(process);
		// Ready is a little less.
		process.awaitLine("Generation \\d+ serving", LONG);
		return process;
	}

	/**
	 * Say who serves from now on.
	 * @param process one of those that were started here
	 */
	void setServing(ApplicationProcess process) {
		this.serving = Optional.of(process);
	}

	/**
	 * Wait until a process serves, and assert that it does.
	 * @param process one of those that were started here
	 * @param generation its generation
	 */
	void awaitServing(ApplicationProcess process, int generation) {
		process.awaitLine("Generation " + generation + " serving", LONG);
		setServing(process);
		HandoffView view = view();
		assertThat(view.pid()).isEqualTo(process.pid());
		assertThat(view.generation()).isEqualTo(generation);
		assertThat(view.state()).isEqualTo("SERVING");
	}

	/**
	 * Wait until a process that had handed over serves again, and waits for the next
	 * successor. It takes connections in before it says so, and what it wrote when it
	 * served first is still in its output.
	 * @param process the process
	 */
	void awaitServingAgain(ApplicationProcess process) {
		setServing(process);
		await().atMost(LONG).until(() -> view().state().equals("SERVING"));
		assertThat(view().pid()).isEqualTo(process.pid());
		// At first there is only the file that the dead successor has left.
		await().atMost(LONG)
			.until(() -> Sockets.listenersAt(controlSocket()).stream().anyMatch(process.socketInodes()::contains));
	}

	/**
	 * Start one more process.
	 * @param more arguments for it only, which replace those of the rig
	 * @return the process, which is not ready yet
	 */
	ApplicationProcess start(String... more) {
		Map<String, String> all = new LinkedHashMap<>(this.arguments);
		put(all, more);
		ApplicationProcess process = this.launcher.arguments(all.values().toArray(String[]::new)).start();
		this.processes.add(process);
		return process;
	}

	/**
	 * Configure the starts that begin from now on, also those that a process makes itself
	 * by its own command line.
	 * @param properties lines of a properties file; none for what they were at first
	 */
	void configureStarts(String... properties) {
		try {
			Path file = this.directory.resolve("application.properties");
			Files.deleteIfExists(file);
			if (properties.length > 0) {
				Files.write(file, List.of(properties));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void put(Map<String, String> arguments, String... more) {
		for (String argument : more) {
			arguments.put(argument.split("=", 2)[0], argument);
		}
	}

	/**
	 * Start the next generation and wait until it has taken the place of the one that
	 * serves, which then ends with status 0.
	 * @param more arguments for it only
	 * @return the process that serves now
	 */
	ApplicationProcess handOver(String... more) {
		ApplicationProcess predecessor = serving();
		return succeed(predecessor, start(more));
	}

	/**
	 * Wait until one process has taken the place of another.
	 * @param predecessor which ends with status 0
	 * @param successor which was started before
	 * @return the successor, which serves now
	 */
	ApplicationProcess succeed(ApplicationProcess predecessor, ApplicationProcess successor) {
		successor.awaitLine("Generation \\d+ serving", LONG);
		setServing(successor);
		assertThat(predecessor.awaitExit(LONG)).isZero();
		assertThat(view().pid()).isEqualTo(successor.pid());
		return successor;
	}

	Unchanged unchanged() {
		return new Unchanged(this, serving());
	}

	/**
	 * Put a relay between the process that serves and the next one.
	 * @param held which frame it is to hold back
	 * @return the relay
	 */
	Relay relay(Frame held) {
		try {
			Relay relay = new Relay(this.directory.resolve("relay-" + ++this.files), controlSocket(), held);
			this.relays.add(relay);
			return relay;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make what holds a start before it is ready.
	 * @return the hold
	 */
	Hold hold() {
		return new Hold(this.directory.resolve("hold-" + ++this.files));
	}

	HandoffView view() {
		try {
			return HandoffView.at(this.port);
		}
		catch (RequestFailedException ex) {
			throw new AssertionError("Nobody says who serves", ex);
		}
	}

	SteadyLoad load() {
		return this.load.orElseThrow();
	}

	/**
	 * Begin a new load after one in which something had to fail.
	 */
	void startLoad() {
		this.load.ifPresent(SteadyLoad::close);
		this.load = Optional.of(new SteadyLoad(this.port));
	}

	/**
	 * Connect and send the beginning of something by hand.
	 * @param text what to send
	 * @return the connection, which the caller closes
	 */
	HttpConnection send(String text) {
		try {
			HttpConnection connection = HttpConnection.open(HOST, this.port, LONG);
			connection.send(text);
			return connection;
		}
		catch (RequestFailedException ex) {
			throw new AssertionError("Nothing could be sent", ex);
		}
	}

	int port() {
		return this.port;
	}

	Path controlSocket() {
		return this.directory.resolve("graceful-restart/sample-app-any-" + this.port + ".sock");
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * Return what was started here and lives.
	 * @return the processes, the oldest first
	 */
	List<ApplicationProcess> alive() {
		return this.processes.stream().filter(ApplicationProcess::isAlive).toList();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.relays.forEach(Relay::close);
		this.relays.clear();
		this.load.ifPresent(SteadyLoad::close);
		configureStarts();
		if (context.getExecutionException().isPresent()) {
			// Whatever state they are in: the next test begins with a cold start.
			closeProcesses();
			return;
		}
		List<ApplicationProcess> left = new ArrayList<>(alive());
		this.serving.ifPresent(left::remove);
		if (!left.isEmpty()) {
			closeProcesses();
		}
		assertThat(left).as("processes that the test has left behind").isEmpty();
	}

	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		closeProcesses();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private void closeProcesses() {
		this.processes.forEach(ApplicationProcess::close);
		this.processes.clear();
		this.serving = Optional.empty();
	}

}
