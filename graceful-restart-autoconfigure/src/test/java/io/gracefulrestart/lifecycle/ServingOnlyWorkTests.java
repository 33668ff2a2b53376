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

package io.gracefulrestart.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ServingOnlyWork}.
 */
@Timeout(30)
class ServingOnlyWorkTests {

	private final FakeApplication application = new FakeApplication();

	private final ServingOnlyWork work = new ServingOnlyWork(this.application, Duration.ofSeconds(10));

	@Test
	void oneThingIsDoneAtATimeInTheOrderAskedFor() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		this.application.onStopServingOnly = () -> awaitLatch(stopping);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.work.start();
		this.work.stop(() -> stopped.complete(null));
		this.work.start();
		expect("start", "stop");
		assertThat(stopped).isNotDone();
		assertThat(this.application.work).isEmpty();
		stopping.countDown();
		expect("start");
		assertThat(stopped).isCompleted();
	}

	@Test
	void whoWaitsHearsOfAStopThatFails() {
		this.application.onStopServingOnly = () -> {
			throw new IllegalStateException("on purpose");
		};
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.work.stop(() -> stopped.complete(null));
		assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void startIsDroppedIfThisProcessHasHandedOverBeforeItsTurn() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		AtomicBoolean serves = new AtomicBoolean(true);
		this.application.onStopServingOnly = () -> awaitLatch(stopping);
		this.work.stop(() -> {
		});
		this.work.start(serves::get);
		expect("stop");
		serves.set(false);
		stopping.countDown();
		this.work.stop(() -> {
		});
		expect("stop");
	}

	@Test
	void noThreadStaysBehind() throws Exception {
		this.work.start();
		expect("start");
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("graceful-restart-serving-only"));
	}

	private void expect(String... expected) throws InterruptedException {
		for (String asked : expected) {
			assertThat(this.application.work.poll(10, TimeUnit.SECONDS)).isEqualTo(asked);
		}
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
