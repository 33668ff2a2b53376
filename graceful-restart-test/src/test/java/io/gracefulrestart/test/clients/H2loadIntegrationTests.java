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

/**
 * nghttp2's load generator, over HTTP/2, in short runs one after the other. In each of
 * them new connections come at a steady rate, with three requests at once on each, of
 * which some are always in progress.
 * <p>
 * It cannot be used with more requests than it sends at once on a connection: when it is
 * told to go away it lets those that it has sent complete, but counts all that it had
 * still to send as failed, since it makes a new connection only for HTTP/1.1
 * ({@code Http2Session::submit_request}, {@code Client::process_request_failure} and
 * {@code Client::try_new_connection} of its source). And with HTTP/1.1 it counts no
 * answer of Tomcat as a success, at rest neither: it looks at the status when there is a
 * reason phrase, which Tomcat does not send.
 */
class H2loadIntegrationTests {

	private static final Log logger = LogFactory.getLog(H2loadIntegrationTests.class);

	// One new connection after the other: it makes many handshakes at once in one thread,
	// so
	// that some are over long before it sends anything. With a GOAWAY in between it
	// counts
	// all that such a connection was to send as failed.
	private static final String[] ARGUMENTS = { "--requests=120", "--clients=40", "--max-concurrent-streams=3",
			"--rate=1", "--rate-period=50ms" };

	private static final String FLAWLESS = "requests: 120 total, 120 started, 120 done, 120 succeeded, "
			+ "0 failed, 0 errored, 0 timeout";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path h2load = Path.of("h2load");

	@BeforeEach
	void requireH2load() {
		this.h2load = Requirements.program("h2load", "nghttp2-client");
	}

	@ParameterizedTest
	@EnumSource
	void noRequestFails(Encryption encryption) {
		Replacements application = new Replacements(this.run,
				encryption.configure(this.run.quickLauncher(), this.run.directory()));
		String url = encryption.url(this.run.port()) + "/slow?ms=300";
		try (Repetition repetition = new Repetition(() -> start(url))) {
			repetition.awaitWholeRun();
			for (int i = 0; i < Replacements.count(); i++) {
				application.next();
				repetition.awaitWholeRun();
			}
			List<Run> runs = repetition.stop();
			for (Run run : runs) {
				assertThat(run.status()).as(run::description).isZero();
				assertThat(run.output()).as(run::description).contains(FLAWLESS);
			}
			logger.info(runs.size() + " runs of h2load over " + Replacements.count() + " restarts");
		}
	}

	private Program start(String url) {
		String[] arguments = new String[ARGUMENTS.length + 1];
		System.arraycopy(ARGUMENTS, 0, arguments, 0, ARGUMENTS.length);
		arguments[ARGUMENTS.length] = url;
		return Program.start(this.run.directory(), this.h2load, arguments);
	}

}
