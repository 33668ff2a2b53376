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

package io.gracefulrestart.test.clients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.clients.Repetition.Run;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * curl, which is not told to retry: in runs that send many requests over one connection,
 * one after the other and several at once, and in one process that outlives every
 * generation.
 * <p>
 * HTTP/2 without TLS is spoken by upgrade, and one request at a time. With prior
 * knowledge curl 7.88, that of Debian 12, fails at the second request on a connection to
 * any server (curl issue 10634); and with several at once it sends a second upgrade on a
 * connection whose first one is on the way, which no server can take for HTTP/2.
 */
class CurlIntegrationTests {

	private static final Log logger = LogFactory.getLog(CurlIntegrationTests.class);

	private static final String OUTCOME = "%{http_code} %{http_version} %{num_connects} %header{x-generation}\\n";

	// To each generation, by the process that outlives them.
	private static final int REQUESTS = 2;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path curl = Path.of("curl");

	@BeforeEach
	void requireCurl() {
		this.curl = Requirements.program("curl", "curl");
	}

	@ParameterizedTest
	@EnumSource
	void noTransferFails(Encryption encryption) throws Exception {
		// An idle connection may be closed a grace after it was told to go: a curl that
		// waits for its next turn does not read, so the grace is not cut short here.
		Replacements application = new Replacements(this.run,
				encryption.configure(SampleRun.quickJvm(this.run.launcher()), this.run.directory()));
		String url = encryption.url(this.run.port());
		String paced = url + "/whoami?n=[1-30]";
		try (Turnstile turnstile = new Turnstile();
				Program lasting1 = lasting("--http1.1", url, turnstile.url("1"));
				Program lasting2 = lasting("--http2", url, turnstile.url("2"));
				Repetition http1 = new Repetition(() -> start("--http1.1", "--rate", "20/s", paced));
				Repetition http2 = new Repetition(() -> start("--http2", "--rate", "20/s", paced));
				Repetition several = new Repetition(() -> start(several(encryption, url)))) {
			List<Repetition> repetitions = List.of(http1, http2, several);
			for (int i = 0; i <= Replacements.count(); i++) {
				if (i > 0) {
					application.next();
					turnstile.letThrough();
				}
				repetitions.forEach(Repetition::awaitWholeRun);
				awaitAnswers(lasting1, i);
				awaitAnswers(lasting2, i);
			}
			assertFlawless(http1.stop(), "200 1.1 ");
			assertFlawless(http2.stop(), "200 2 ");
			assertFlawless(several.stop(), (encryption == Encryption.PLAIN) ? "200 1.1 " : "200 2 ");
			assertLasted(lasting1, "1.1", (encryption == Encryption.PLAIN) ? 1 : Replacements.count() + 1);
			assertLasted(lasting2, "2", Replacements.count() + 1);
		}
	}

	// Several at once: on as many connections with HTTP/1.1, on one with HTTP/2.
	private static String[] several(Encryption encryption, String url) {
		return new String[] { (encryption == Encryption.PLAIN) ? "--http1.1" : "--http2", "--parallel",
				"--parallel-max", "6", url + "/slow?ms=[100-160]" };
	}

	// Requests to the application, then one to the turnstile, which is answered when the
	// next generation serves, and so on.
	private Program lasting(String version, String application, String turnstile) {
		List<String> arguments = new ArrayList<>(List.of(version));
		for (int i = 0; i <= Replacements.count(); i++) {
			if (i > 0) {
				arguments.add(turnstile);
			}
			arguments.add(application + "/whoami?n=[1-" + REQUESTS + "]");
		}
		// Told as it comes, not when there is much of it.
		return Program.startWithErrorsAsOutput(this.run.directory(), this.curl,
				arguments("%{stderr}" + OUTCOME, arguments.toArray(String[]::new)));
	}

	// Those of all generations so far, so that it waits at the turnstile, or has ended.
	private static void awaitAnswers(Program lasting, int restarts) {
		await().atMost(SampleRun.PATIENCE).until(() -> lasting.output().size() == REQUESTS + restarts * (REQUESTS + 1));
	}

	private Program start(String... arguments) {
		return Program.start(this.run.directory(), this.curl, arguments(OUTCOME, arguments));
	}

	private static String[] arguments(String outcome, String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--silent", "--show-error", "--insecure", "--noproxy", "*", "--write-out", outcome));
		for (String argument : arguments) {
			if (argument.startsWith("http")) {
				// The bodies are not looked at: one such option for each address.
				all.addAll(List.of("--output", "/dev/null"));
			}
			all.add(argument);
		}
		return all.toArray(String[]::new);
	}

	private static void assertFlawless(List<Run> runs, String expected) {
		for (Run run : runs) {
			assertThat(run.status()).as(run::description).isZero();
			assertThat(run.output()).as(run::description).isNotEmpty().allMatch((line) -> line.startsWith(expected));
		}
		assertThat(runs.stream().flatMap((run) -> generations(run).stream()).distinct())
			.hasSize(Replacements.count() + 1);
		logger.info(runs.size() + " runs of curl, over a restart "
				+ runs.stream().filter((run) -> generations(run).size() > 1).count());
	}

	private static List<String> generations(Run run) {
		return run.output().stream().map((line) -> line.split(" ")[3]).distinct().toList();
	}

	private static void assertLasted(Program curl, String version, int connections) {
		assertThat(curl.awaitExit()).as(curl::describe).isZero();
		List<String[]> answers = curl.output()
			.stream()
			.map((line) -> line.split(" "))
			// The turnstile is of no generation.
			.filter((answer) -> answer.length == 4)
			.toList();
		assertThat(answers).as(curl::describe).hasSize(REQUESTS * (Replacements.count() + 1));
		for (int i = 0; i < answers.size(); i++) {
			assertThat(answers.get(i)).as(curl::describe)
				.startsWith("200", version)
				.endsWith(Integer.toString(i / REQUESTS + 1));
		}
		assertThat(answers.stream().mapToInt((answer) -> Integer.parseInt(answer[2])).sum()).as(curl::describe)
			.isEqualTo(connections);
	}

}
