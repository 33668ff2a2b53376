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

package io.gracefulrestart.test.restarting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script {@code restart}, by which a deploy tool asks for a restart.
 */
@Timeout(180)
class RestartScriptIntegrationTests {

	private static final Path SCRIPT = Path.of("../sample-app/bin/restart").toAbsolutePath().normalize();

	private static final int WRONG = 2;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@BeforeEach
	void curlIsThere() {
		Requirements.program("curl", "curl");
	}

	@Test
	void restartIsDoneWhenTheNextOneServesAndCanBeRolledBack() throws Exception {
		ApplicationProcess first = start("--graceful-restart.handoff.probation=3m");
		Verdict verdict = ask();
		assertThat(verdict.status()).as(verdict.toString()).isZero();
		assertThat(verdict.output()).startsWith("restart SUCCEEDED: generation 2 (pid ")
			.contains("; spawn ", ", cutover ", "; probation ends ");
		assertThat(verdict.output().lines()).hasSize(1);
		assertThat(verdict.progress()).contains("process " + first.pid() + ", generation 1, is SERVING",
				") is STARTING");
		assertThat(HandoffView.at(this.run.port()).generation()).isEqualTo(2);
		Verdict back = ask("--action", "rollback");
		assertThat(back.status()).as(back.toString()).isZero();
		assertThat(back.output()).startsWith("rollback ROLLED_BACK: generation 1 (pid " + first.pid() + ")");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		Verdict again = ask("--action", "rollback");
		assertThat(again.status()).as(again.toString()).isEqualTo(1);
		assertThat(again.output()).startsWith("rollback REFUSED").contains("there is no predecessor");
	}

	@Test
	void withWaitForProbationThePredecessorIsAboutToEnd() throws Exception {
		ApplicationProcess first = start("--graceful-restart.handoff.probation=2s");
		Verdict verdict = ask("--wait", "probation");
		assertThat(verdict.status()).as(verdict.toString()).isZero();
		assertThat(verdict.output()).startsWith("restart SUCCEEDED")
			.contains(", drain ")
			.doesNotContain("probation ends");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
	}

	@Test
	void rehearsalChangesNothing() throws Exception {
		ApplicationProcess first = start();
		Verdict verdict = ask("--action", "rehearse");
		assertThat(verdict.status()).as(verdict.toString()).isZero();
		assertThat(verdict.output()).startsWith("rehearse SUCCEEDED: generation 2");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
	}

	@Test
	void failureIsToldWithTheLastLines() throws Exception {
		ApplicationProcess first = start();
		configure("spring.main.banner-mode=\"non\\\\sense\"");
		Verdict verdict = ask();
		assertThat(verdict.status()).as(verdict.toString()).isEqualTo(1);
		assertThat(verdict.output()).startsWith("restart FAILED: generation 2 (pid ").contains("exited with status 1");
		assertThat(verdict.progress()).contains("Last lines of process ", "APPLICATION FAILED TO START",
				"\"non\\sense\"");
		Verdict signal = ask("--signal", "--pid", String.valueOf(first.pid()));
		assertThat(signal.status()).as(signal.toString()).isEqualTo(1);
		assertThat(signal.output()).startsWith("restart FAILED").contains("exited with status 1");
		assertThat(signal.progress()).contains("sent SIGHUP to process " + first.pid(),
				"in the application's own output");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
	}

	@Test
	void signalRestartsWhereNobodyMayPost() throws Exception {
		Requirements.hangUp();
		ApplicationProcess first = start("--management.endpoint.handoff.access=read-only");
		Verdict post = ask();
		assertThat(post.status()).as(post.toString()).isEqualTo(WRONG);
		assertThat(post.progress()).contains("the endpoint takes no POST (405)");
		Verdict verdict = ask("--signal", "--wait", "probation");
		assertThat(verdict.status()).as(verdict.toString()).isZero();
		assertThat(verdict.output()).startsWith("restart SUCCEEDED: generation 2 (pid ");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
	}

	@Test
	void optionsForCurlMayComeFromAFile() throws Exception {
		start();
		Path nothing = Files.createFile(this.run.directory().resolve("curlrc"));
		Path proxy = Files.writeString(this.run.directory().resolve("proxy"), "proxy = \"http://127.0.0.1:1\"\n");
		Verdict used = ask("--curl-config", proxy.toString());
		assertThat(used.status()).as(used.toString()).isEqualTo(WRONG);
		assertThat(used.progress()).contains("nobody answers at ");
		Verdict verdict = ask("--action", "rehearse", "--curl-config", nothing.toString());
		assertThat(verdict.status()).as(verdict.toString()).isZero();
		assertThat(ask("--curl-config", "/no/such/file").progress()).contains("/no/such/file cannot be read");
	}

	@Test
	void secondOneIsRefused() throws Exception {
		start();
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		configure("sample.start-held-by=" + hold);
		Verdict begun = ask("--wait", "none");
		assertThat(begun.status()).as(begun.toString()).isZero();
		assertThat(begun.output()).isEqualTo("restart begun\n");
		Verdict second = ask();
		assertThat(second.status()).as(second.toString()).isEqualTo(1);
		assertThat(second.output()).startsWith("restart REFUSED").contains("another one was begun at");
		Files.delete(hold);
	}

	@Test
	void whenItTakesTooLongThenTheOutcomeIsNotKnown() throws Exception {
		start();
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		configure("sample.start-held-by=" + hold);
		Verdict verdict = ask("--timeout", "2");
		assertThat(verdict.status()).as(verdict.toString()).isEqualTo(WRONG);
		assertThat(verdict.progress()).contains("no outcome within 2 s");
		Files.delete(hold);
	}

	@Test
	void wrongUsageIsExplained() throws Exception {
		assertThat(run("--wat").progress()).contains("unknown option '--wat'");
		assertThat(run("--wait", "long").progress()).contains("--wait can be serving, probation or none, not 'long'");
		assertThat(run("--action", "x").progress()).contains("--action can be");
		assertThat(run("--pid", "1").progress()).contains("--pid goes with --signal only");
		assertThat(run("--signal", "--action", "rehearse").progress()).contains("a signal can only ask for a restart");
		assertThat(run("--wat").status()).isEqualTo(WRONG);
		Verdict nobody = run("--url", "http://127.0.0.1:" + FreePort.next() + "/actuator/handoff");
		assertThat(nobody.status()).isEqualTo(WRONG);
		assertThat(nobody.progress()).contains("nobody answers at ");
		assertThat(run("--help").status()).isZero();
	}

	private ApplicationProcess start(String... arguments) {
		ApplicationLauncher launcher = this.run.quickLauncher()
			.arguments("--spring.config.additional-location=optional:file:" + this.run.directory() + "/")
			.arguments(arguments);
		ApplicationProcess process = this.run.startServing(launcher);
		process.awaitLine("Generation 1 serving", SampleRun.PATIENCE);
		return process;
	}

	// Only starts from now on find it.
	private void configure(String property) throws IOException {
		Files.writeString(this.run.directory().resolve("application.properties"), property);
	}

	private Verdict ask(String... options) throws Exception {
		List<String> all = new ArrayList<>(
				List.of("--url", "http://127.0.0.1:" + this.run.port() + "/actuator/handoff"));
		all.addAll(List.of(options));
		return run(all.toArray(String[]::new));
	}

	private Verdict run(String... options) throws Exception {
		List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
		command.addAll(List.of(options));
		Path output = Files.createTempFile(this.run.directory(), "script", ".out");
		Path progress = Files.createTempFile(this.run.directory(), "script", ".err");
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(progress.toFile())
			.start();
		try {
			assertThat(process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return new Verdict(process.exitValue(), Files.readString(output), Files.readString(progress));
	}

	/**
	 * What the script has found.
	 *
	 * @param status its exit status
	 * @param output what it has printed to standard output
	 * @param progress what it has printed to standard error
	 */
	private record Verdict(int status, String output, String progress) {

	}

}
