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

package io.gracefulrestart.test.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests a load as a whole.
 */
@Timeout(30)
class LoadTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void everyRequestIsCountedOnceAndNoneIsSentTwice() throws Exception {
		try (ScriptedServer server = new ScriptedServer(LoadTests::answerForEver);
				Load load = plan(server).clients(2, LoadPattern.newConnection())
					.clients(2, LoadPattern.keepAlive())
					.start()) {
			load.awaitRequests(500, LONG);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.requests()).isGreaterThanOrEqualTo(500).isEqualTo(server.requests().size());
			assertThat(result.answerers()).containsExactly(new Answerer(2, 7));
			assertThat(result.figures().answerers()).containsEntry(new Answerer(2, 7), result.requests());
			assertThat(result.figuresOf("keep-alive").requests() + result.figuresOf("new connection").requests())
				.isEqualTo(result.requests());
			assertThat(result.timeline(Duration.ofMillis(100))
				.stream()
				.flatMap((slice) -> slice.answerers().values().stream())
				.mapToLong(Long::longValue)
				.sum()).isBetween(result.requests() - 4, result.requests());
		}
	}

	@Test
	void stallIsSeenByAllRequestsThatItDelays() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (connection.readRequest()) {
				if (requests.incrementAndGet() == 50) {
					Pause.until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400));
				}
				connection.answerWhoami();
			}
		}); Load load = plan(server).clients(1, LoadPattern.keepAlive("/whoami", Pace.perSecond(100))).start()) {
			load.awaitRequests(120, LONG);
			LoadFigures figures = load.stop().figures();
			assertThat(figures.latencies().max()).isGreaterThanOrEqualTo(Duration.ofMillis(400));
			assertThat(figures.latencies().p99()).as("a quarter of all requests was late")
				.isGreaterThan(Duration.ofMillis(200));
			assertThat(figures.longestGap()).isGreaterThanOrEqualTo(Duration.ofMillis(350));
		}
	}

	@Test
	void failuresAreCutIntoWindowsByMarks() throws Exception {
		Fault fault = new Fault();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			if (!fault.strikes()) {
				connection.answerWhoami();
			}
			connection.close();
		}); Load load = plan(server).clients(2, LoadPattern.newConnection()).start()) {
			load.awaitRequests(50, LONG);
			Mark begin = load.mark("broken");
			fault.begin();
			load.awaitRequests(20, LONG);
			long struck = fault.end();
			// Those that it has struck fail a moment later.
			await().atMost(LONG).until(() -> load.progress().failed() >= struck);
			load.awaitRequests(5, LONG);
			Mark end = load.mark("mended");
			load.awaitRequests(50, LONG);
			LoadResult result = load.stop();
			Window window = Window.between(begin, end);
			assertThat(result.marks()).containsExactly(begin, end);
			assertThat(result.failed()).isPositive().isEqualTo(struck);
			assertThat(result.figures(window).failed()).isEqualTo(result.failed());
			assertThat(result.figures(window).outcome(Outcome.EOF_BEFORE_RESPONSE)).isEqualTo(result.failed());
			assertThat(result.figuresOutside(List.of(window)).failed()).isZero();
			assertThat(result.figuresOutside(List.of(window)).requests()).isGreaterThanOrEqualTo(80);
			assertThat(result.failureExamples()).hasSizeLessThanOrEqualTo(100).isNotEmpty();
		}
	}

	@Test
	void connectionsThatOneProcessBeginsAndAnotherGoesOnWithSurvive() throws Exception {
		AtomicReference<Generation> serving = new AtomicReference<>(new Generation(1));
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (connection.readRequest()) {
				serving.get().answer(connection);
			}
		});
				Load load = plan(server).clients(3, LoadPattern.keepAlive())
					.clients(2, LoadPattern.newConnection())
					.start()) {
			serving.get().awaitKept(3);
			Mark first = load.mark("first restart");
			serving.set(new Generation(2));
			serving.get().awaitKept(3);
			Mark second = load.mark("second restart");
			serving.set(new Generation(3));
			serving.get().awaitKept(3);
			assertThat(load.snapshot().survival(List.of(second.at())).open()).as("while it runs").isEqualTo(3);
			LoadResult result = load.stop();
			assertThat(result.survival(List.of(first.at()))).isEqualTo(new Survival(3, 3, 3));
			assertThat(result.survival(List.of(first.at(), second.at()))).isEqualTo(new Survival(3, 3, 6));
			List<TimeSlice> slices = result.timeline(second.at());
			assertThat(slices.get(0).connections()).as("at the beginning").isEmpty();
			assertThat(slices.get(1).connections().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
			assertThat(slices.get(1).connections().keySet()).extracting(Answerer::generation)
				.contains(2)
				.doesNotContain(3);
			assertThat(result.survival(List.of(result.length()))).as("nobody came after that")
				.isEqualTo(new Survival(3, 0, 3));
		}
	}

	@Test
	void silenceUntilTheEndIsAGap() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (connection.readRequest() && requests.incrementAndGet() < 10) {
				connection.answerWhoami();
			}
		}); Load load = plan(server).timeout(Duration.ofMillis(500)).clients(1, LoadPattern.keepAlive()).start()) {
			load.awaitRequests(10, LONG);
			LoadResult result = load.stop();
			assertThat(result.figures().outcomes()).containsKey(Outcome.TIMEOUT);
			assertThat(result.figures().longestGap()).isGreaterThanOrEqualTo(Duration.ofMillis(450));
		}
	}

	@Test
	void progressShowsWhoServes() throws Exception {
		try (ScriptedServer server = new ScriptedServer(LoadTests::answerForEver);
				Load load = plan(server).clients(2, LoadPattern.keepAlive()).start()) {
			load.awaitRequests(10, LONG);
			LoadProgress progress = load.progress();
			assertThat(progress.requests()).isGreaterThanOrEqualTo(10);
			assertThat(progress.failed()).isZero();
			assertThat(progress.serving()).isEqualTo(new Answerer(2, 7));
		}
	}

	@Test
	void whenRequestsDoNotEndThenWaitingForThemDoes() throws Exception {
		try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::readRequest);
				Load load = plan(server).timeout(Duration.ofMillis(500)).clients(1, LoadPattern.keepAlive()).start()) {
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> load.awaitRequests(1, Duration.ofMillis(50)))
				.withMessageContaining("0 of 1 requests");
		}
	}

	private static LoadPlan plan(ScriptedServer server) {
		return LoadPlan.against(server.address().getHostString(), server.address().getPort());
	}

	private static void answerForEver(ScriptedServer.Connection connection) throws IOException {
		while (connection.readRequest()) {
			connection.answerWhoami();
		}
	}

	/**
	 * Strikes requests while it lasts, and says afterwards how many.
	 */
	private static final class Fault {

		private boolean lasts;

		private long struck;

		synchronized void begin() {
			this.lasts = true;
		}

		synchronized long end() {
			this.lasts = false;
			return this.struck;
		}

		synchronized boolean strikes() {
			this.struck += this.lasts ? 1 : 0;
			return this.lasts;
		}

	}

	/**
	 * A process that answers, and knows how often on which connection.
	 */
	private static final class Generation {

		private final int number;

		private final Map<ScriptedServer.Connection, Integer> answers = new ConcurrentHashMap<>();

		Generation(int number) {
			this.number = number;
		}

		void answer(ScriptedServer.Connection connection) throws IOException {
			connection.answerWhoami(new Answerer(this.number, 100 + this.number));
			this.answers.merge(connection, 1, Integer::sum);
		}

		/**
		 * Wait until so many clients have got an answer and come back on the same
		 * connection: what they have got by then is in the record.
		 */
		void awaitKept(int connections) {
			await().atMost(LONG)
				.until(() -> this.answers.values().stream().filter((count) -> count > 1).count() == connections);
		}

	}

}
