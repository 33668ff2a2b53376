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
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbationWatch}.
 */
@Timeout(20)
class ProbationWatchTests {

	private final FakeApplication application = new FakeApplication();

	private final AtomicReference<@Nullable Instant> probation = new AtomicReference<>(Instant.now());

	private final BlockingQueue<String> rollbacks = new LinkedBlockingQueue<>();

	private final ProbationWatch watch = new ProbationWatch(this.application, this.probation::get, (reason) -> {
		this.rollbacks.add(reason);
		return null;
	}, Duration.ofMillis(1));

	@Test
	void givesBackWhenTheAnswerIsNoTwice() throws Exception {
		this.application.obstacles.add("db DOWN");
		this.application.obstacles.add("db DOWN");
		this.watch.start();
		assertThat(this.rollbacks.poll(10, TimeUnit.SECONDS)).isEqualTo("not ready any more: db DOWN");
	}

	@Test
	void endsWithTheProbation() {
		this.watch.start();
		this.probation.set(null);
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("graceful-restart-probation")));
		assertThat(this.rollbacks).isEmpty();
	}

	@Test
	void oneBadMomentIsNone() {
		this.application.obstacles.add("db DOWN");
		this.watch.start();
		Awaitility.await().until(this.application.obstacles::isEmpty);
		this.probation.set(null);
		assertThat(this.rollbacks).isEmpty();
	}

}
