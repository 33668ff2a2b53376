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

package io.gracefulrestart.test.visitor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Visitor} and what it watches.
 */
@Timeout(60)
class VisitorTests {

	private final ScriptedApplication application = new ScriptedApplication().likeTheSample();

	private final Visitor visitor = Visitor.of("127.0.0.1", this.application.port(), "demo", "se cret", "one");

	VisitorTests() throws IOException {
	}

	@AfterEach
	void close() {
		this.visitor.close();
		this.application.close();
	}

	@Test
	void whenNothingIsLostThenItIsSaidInHowManyProcesses() {
		this.visitor.begin();
		awaitLooks(2);
		this.application.on("GET /actuator/prometheus", 200, ScriptedApplication.counter("/whoami", 2500));
		this.application.nextGeneration();
		awaitLooks(2);
		List<Finding> findings = findings();
		assertThat(findings).extracting(Finding::label).containsExactly("Login", "Counter", "Log level");
		assertThat(findings).extracting(Finding::result).containsOnly(Finding.Result.KEPT);
		assertThat(findings.get(0).toString()).matches("demo, the same session in 2 processes, asked \\d+ times");
		assertThat(findings.get(1).toString()).matches(
				"http_server_requests_seconds_count 1,000 → 2,500 over 2 processes," + " never fell in \\d+ scrapes");
		assertThat(findings.get(2).toString()).matches("one is at DEBUG in 2 processes, asked \\d+ times");
	}

	@Test
	void formIsSentWithItsTokenAndTheNewSessionIsUsed() {
		this.visitor.begin();
		assertThat(this.application.requests()).startsWith("GET /login null ",
				"POST /login JSESSIONID=ONE username=demo&password=se+cret&_csrf=a%2Bb",
				"GET /account JSESSIONID=TWO ");
	}

	@Test
	void whenTheLoginIsLostThenItIsSaidWhenAndToWhom() {
		this.visitor.begin();
		awaitLooks(1);
		this.application.nextGeneration();
		this.application.on("GET /account", 302, "", "Location", "/login");
		awaitLooks(1);
		assertThat(findings().get(0).toString())
			.matches("LOST: at look [2-9], generation 2 \\(pid 102\\): /account answered 302 to /login");
		assertThat(findings()).extracting(Finding::result)
			.containsExactly(Finding.Result.LOST, Finding.Result.KEPT, Finding.Result.KEPT);
	}

	@Test
	void whenTheSessionIsAnotherThenTheLoginIsLost() {
		this.visitor.begin();
		this.application.on("GET /account", 200, "{\"user\":\"demo\",\"session\":\"THREE\"}");
		awaitLooks(1);
		assertThat(findings().get(0).toString()).startsWith("LOST: ").contains("session=TWO", "session=THREE");
	}

	@Test
	void whenACounterFallsOrIsGoneThenItIsNamed() {
		this.visitor.begin();
		this.application.on("GET /actuator/prometheus", 200, ScriptedApplication.counter("/whoami", 999));
		awaitLooks(1);
		assertThat(findings().get(1).toString())
			.endsWith("http_server_requests_seconds_count{uri=\"/whoami\"}: 1,000 at 101, then 999 at 101");
	}

	@Test
	void whenASeriesIsGoneThenTheCounterIsLost() {
		this.visitor.begin();
		this.application.on("GET /actuator/prometheus", 200, ScriptedApplication.counter("/other", 5000));
		awaitLooks(1);
		assertThat(findings().get(1).toString()).startsWith("LOST: ").endsWith(": 1,000 at 101, gone at 101");
	}

	@Test
	void whenTheLevelIsAnotherThenItIsLost() {
		this.visitor.begin();
		this.application.on("GET /actuator/loggers/one", 200, "{\"effectiveLevel\":\"INFO\"}");
		awaitLooks(1);
		assertThat(findings().get(2).toString())
			.endsWith("/actuator/loggers/one answered {\"effectiveLevel\":\"INFO\"}");
	}

	@Test
	void whenThereIsNoAnswerThenNothingIsSentTwice() {
		Observation observation = new Observation(new LogLevelWatch("one"));
		try (CookieClient client = new CookieClient("127.0.0.1", this.application.port(), Duration.ofSeconds(10))) {
			observation.begin(client);
			observation.look(client);
			this.application.hangUpOn("GET /actuator/loggers/one");
			observation.look(client);
			observation.look(client);
		}
		assertThat(observation.finding().toString()).startsWith("LOST: at look 2, ");
		assertThat(this.application.requests()).filteredOn((sent) -> sent.startsWith("GET /actuator/loggers/one"))
			.hasSize(2);
	}

	@Test
	void whatTheApplicationDoesNotHaveIsNotTried() throws IOException {
		try (ScriptedApplication bare = new ScriptedApplication();
				Visitor guest = Visitor.of("127.0.0.1", bare.port(), "demo", "demo", "one")) {
			guest.begin();
			assertThat(guest.findings()).extracting(Finding::toString)
				.containsExactly("not tried: there is no form at /login",
						"not tried: /actuator/prometheus answered 404",
						"not tried: POST /actuator/loggers/one answered 404");
		}
	}

	@Test
	void whenNotLetInThenTheLoginIsNotTried() {
		this.application.on("POST /login", 302, "", "Location", "/login?error");
		this.visitor.begin();
		assertThat(findings().get(0).toString()).isEqualTo("not tried: demo was not let in");
	}

	private void awaitLooks(int more) {
		// One that had begun before may have been answered as before.
		long wanted = looks() + more + 1;
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> looks() >= wanted);
	}

	private long looks() {
		// Where something is lost, nobody looks for it again.
		return Stream.of("GET /actuator/prometheus", "GET /actuator/loggers")
			.mapToLong((path) -> this.application.requests().stream().filter((sent) -> sent.startsWith(path)).count())
			.max()
			.orElse(0);
	}

	private List<Finding> findings() {
		this.visitor.close();
		return this.visitor.findings();
	}

}
