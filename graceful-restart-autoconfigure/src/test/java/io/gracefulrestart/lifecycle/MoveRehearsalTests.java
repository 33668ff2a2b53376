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
import java.util.List;

import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.NativeSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MoveRehearsal}, on a real endpoint.
 */
@Timeout(30)
class MoveRehearsalTests {

	private final MoveRehearsal rehearsal = new MoveRehearsal(new FakeApplication());

	private DescriptorCount before;

	@BeforeEach
	void count() {
		assertThat(NativeSupport.get().isAvailable()).isTrue();
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeft() {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(threads()).isEmpty());
		this.before.assertNoMore();
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("graceful-restart-rehearsal"))
			.toList();
	}

	@Test
	void connectionsMoveFromThisProcessToItself() {
		// Fewer than it would like to on a machine that is slow: it has 5 s for them.
		assertThat(this.rehearsal.run(500)).isPositive();
	}

	@Test
	void fewConnectionsAreNotWorthTheWhile() {
		assertThat(this.rehearsal.run(499)).isZero();
	}

}
