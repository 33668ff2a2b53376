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

package io.gracefulrestart.test.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcessException;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.JavaInstallation;
import io.gracefulrestart.test.process.JavaInstallations;
import io.gracefulrestart.test.restart.RestartScenario;
import io.gracefulrestart.test.restart.Restarter;
import io.gracefulrestart.test.restart.ScenarioResult;
import io.gracefulrestart.test.visitor.Visitor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Replaces an application several times under load and shows what its clients see.
 */
@Command(name = "./demo", mixinStandardHelpOptions = true, versionProvider = DemoVersion.class, sortOptions = false,
		usageHelpAutoWidth = true,
		header = "Replaces a running application by its next version, again and again, under load.",
		description = { "",
				"Starts the sample application, drives mixed load against it (new connections, kept-alive ones, slow requests, "
						+ "uploads and downloads, pipelined and half-sent requests), replaces it, and reports what the clients "
						+ "have seen. The clients never send a request twice. One of them has logged in, watches a counter "
						+ "and has set a log level: the next version has to know of it.",
				"" },
		exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:no client could tell",
				"1:a request failed, a connection was closed without warning, a login, a counter or a log level was "
						+ "lost, or a restart did not succeed",
				"2:bad usage, or the application did not start" })
public final class Demo implements Callable<Integer> {

	private static final String ROOT = "${sys:graceful-restart.demo.root:-.}";

	private static final String HOST = "127.0.0.1";

	// Those of the sample application.
	private static final String USER = "demo";

	private static final String PASSWORD = "demo";

	private static final String LOGGER = "io.gracefulrestart.sample";

	private static final Duration RESTART_TIMEOUT = Duration.ofSeconds(90);

	@Option(names = { "-d", "--duration" }, paramLabel = "SECONDS", defaultValue = "60",
			description = "How long the load lasts; the restarts are spread over it evenly. Default: ${DEFAULT-VALUE}")
	private int duration;

	@Option(names = { "-r", "--rate" }, paramLabel = "NUMBER", defaultValue = "1000",
			description = "Quick requests per second, by a timetable; 0 sends as fast as the answers come. "
					+ "Default: ${DEFAULT-VALUE}")
	private int rate;

	@Option(names = { "-n", "--restarts" }, paramLabel = "NUMBER", defaultValue = "3",
			description = "How often the application is replaced. Default: ${DEFAULT-VALUE}")
	private int restarts;

	@Option(names = { "-j", "--java", "--jdk" }, paramLabel = "JAVA",
			description = "Java that runs the application: a feature version or a home directory. "
					+ "Default: the one that runs this program")
	private @Nullable String java;

	@Option(names = "--jar", paramLabel = "FILE", defaultValue = ROOT + "/sample-app/target/sample-app.jar",
			description = "Executable jar of an application with the endpoints and headers of the sample application. "
					+ "Default: the sample application")
	private Path jar = Path.of("");

	@Option(names = "--port", paramLabel = "NUMBER", defaultValue = "0",
			description = "Port of the application. Default: a free one")
	private int port;

	@Option(names = "--report", paramLabel = "FILE", defaultValue = ROOT + "/target/demo-report.html",
			description = "Where the report with the plots is written. Default: target/demo-report.html of the project")
	private Path report = Path.of("");

	@Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "More arguments for the application, behind --.")
	private List<String> arguments = List.of();

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	private Demo() {
	}

	public static void main(String... arguments) {
		System.exit(commandLine().execute(arguments));
	}

	static CommandLine commandLine() {
		return new CommandLine(new Demo()).setParameterExceptionHandler((ex, arguments) -> {
			PrintWriter err = ex.getCommandLine().getErr();
			err.println(ex.getMessage());
			err.println("Try ./demo --help");
			return CommandLine.ExitCode.USAGE;
		});
	}

	@Override
	public Integer call() throws IOException, InterruptedException {
		ApplicationLauncher launcher = launcher();
		double busy = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		PrintWriter out = this.spec.commandLine().getOut();
		PrintWriter err = this.spec.commandLine().getErr();
		try {
			return report(run(launcher, busy, err), out);
		}
		catch (ApplicationProcessException | UncheckedIOException | TimeoutException ex) {
			err.println(ex.getMessage());
			return CommandLine.ExitCode.USAGE;
		}
	}

	private ReportData run(ApplicationLauncher launcher, double busy, PrintWriter err)
			throws InterruptedException, TimeoutException {
		Duration interval = Duration.ofSeconds(this.duration).dividedBy(this.restarts + 1L);
		try (Display display = Display.on(err, Duration.ofSeconds(this.duration), this.restarts);
				Visitor visitor = Visitor.of(HOST, this.port, USER, PASSWORD, LOGGER)) {
			ScenarioResult result = RestartScenario.of(launcher, HOST, this.port)
				.restarter(Restarter.of(launcher, HOST, this.port).timeout(RESTART_TIMEOUT))
				.restarts(this.restarts)
				.requests(0)
				.interval(interval)
				.warmUp(interval.dividedBy(3))
				// When a restart was late, there is still something to compare it with.
				.steady(interval.dividedBy(3))
				// A slow download ends up to two seconds after its server.
				.settling(Duration.ofSeconds(2))
				.listener(display)
				.listener(visitor)
				.run(DemoLoad.plan(HOST, this.port, this.rate));
			return ReportData.of(result, visitor.findings(), launcher, this.rate, busy);
		}
	}

	private ApplicationLauncher launcher() throws IOException {
		check(this.duration >= 1, "--duration", this.duration);
		check(this.rate >= 0, "--rate", this.rate);
		check(this.restarts >= 0, "--restarts", this.restarts);
		check(this.port >= 0 && this.port <= 65535, "--port", this.port);
		if (!Files.isRegularFile(this.jar)) {
			throw new CommandLine.ParameterException(this.spec.commandLine(), "There is no jar " + this.jar);
		}
		this.port = (this.port != 0) ? this.port : FreePort.next();
		Path runtime = Files.createTempDirectory("graceful-restart-demo");
		runtime.toFile().deleteOnExit();
		ApplicationLauncher launcher = ApplicationLauncher.of(this.jar)
			.arguments("--server.address=" + HOST, "--server.port=" + this.port,
					"--graceful-restart.handoff.socket=" + runtime.resolve("control.sock"),
					"--graceful-restart.handoff.probation=1s",
					// Else Tomcat ends a connection after 100 requests, and the demo
					// counts that.
					"--server.tomcat.max-keep-alive-requests=-1")
			.arguments(this.arguments.toArray(String[]::new));
		return (this.java != null) ? launcher.java(java(this.java)) : launcher;
	}

	private JavaInstallation java(String wanted) {
		try {
			return JavaInstallations.named(wanted);
		}
		catch (IllegalArgumentException ex) {
			throw new CommandLine.ParameterException(this.spec.commandLine(), ex.getMessage(), ex);
		}
	}

	private void check(boolean valid, String option, int value) {
		if (!valid) {
			throw new CommandLine.ParameterException(this.spec.commandLine(),
					"Not a value for " + option + ": " + value);
		}
	}

	private int report(ReportData data, PrintWriter out) throws IOException {
		Path written = HtmlReport.write(data, this.report);
		out.println();
		out.print(new TextReport(data).text());
		out.println();
		out.println("Report with plots: " + written);
		out.println(data.verdict());
		out.flush();
		return data.flawless() ? 0 : 1;
	}

}
