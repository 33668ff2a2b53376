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
import java.util.Collections;
import java.util.List;

import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Chromium, with a page that listens to a stream of events and talks over a WebSocket.
 * The browser connects the stream again by itself; the page connects the WebSocket again
 * when it hears why it was closed.
 */
class BrowserIntegrationTests {

	private static final Log logger = LogFactory.getLog(BrowserIntegrationTests.class);

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path chromium = Path.of("chromium");

	@BeforeEach
	void requireChromium() {
		this.chromium = Requirements.program("chromium", "chromium");
	}

	@Test
	void streamsAndWebSocketsAreEndedAsTheyShouldBe() throws Exception {
		Replacements application = new Replacements(this.run, this.run.quickLauncher()
			.arguments("--graceful-restart.drain.streams-timeout=1s", "--graceful-restart.drain.timeout=10s"));
		int restarts = Replacements.count();
		try (BrowserPage page = new BrowserPage(); Program browser = open(page.url(this.run.port()))) {
			page.awaitOpen(1);
			for (int i = 1; i <= restarts; i++) {
				application.next();
				page.awaitOpen(1 + i);
			}
			List<String> told = page.record().stream().filter((line) -> !line.endsWith(" event")).toList();
			List<String> console = browser.errors().stream().filter((line) -> line.contains(":CONSOLE")).toList();
			logger.info("Chromium over " + restarts + " restarts: " + told + ", console " + console);
			SoftAssertions.assertSoftly((softly) -> {
				softly.assertThat(about("ws", told)).isEqualTo(opened("ws", restarts, "ws close 1012 clean"));
				softly.assertThat(about("sse", told)).isEqualTo(opened("sse", restarts, "sse error 0"));
				softly.assertThat(console).isEmpty();
			});
		}
	}

	private Program open(String url) {
		Path profile = this.run.directory().resolve("profile");
		// The page is not the application's own: the browser is to let it read the
		// stream all the same.
		return Program.start(this.run.directory(), this.chromium, "--headless", "--no-sandbox", "--disable-gpu",
				"--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--disable-web-security", "--no-proxy-server",
				"--enable-logging=stderr", "--user-data-dir=" + profile, url);
	}

	private static List<String> about(String what, List<String> told) {
		return told.stream().filter((line) -> line.startsWith(what + " ")).toList();
	}

	// An open one, so many times ended and opened again, and nothing else: no gap, no
	// error.
	private static List<String> opened(String what, int times, String end) {
		List<String> expected = new ArrayList<>(List.of(what + " open"));
		expected
			.addAll(Collections.nCopies(times, List.of(end, what + " open")).stream().flatMap(List::stream).toList());
		return expected;
	}

}
