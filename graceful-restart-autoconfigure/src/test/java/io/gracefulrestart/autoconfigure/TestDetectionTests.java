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

package io.gracefulrestart.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TestDetection}.
 */
class TestDetectionTests {

	@Test
	void findsTheRunnerOnTheStack() {
		assertThat(TestDetection.isTest(new MockEnvironment())).isTrue();
	}

	@Test
	void findsTheBootstrapperOfSpringBootOnWhateverThread() throws Exception {
		MockEnvironment environment = new MockEnvironment()
			.withProperty("org.springframework.boot.test.context.SpringBootTestContextBootstrapper", "true");
		assertThat(onAnotherThread(environment)).isTrue();
	}

	@Test
	void findsNothingInAnApplication() throws Exception {
		assertThat(onAnotherThread(new MockEnvironment())).isFalse();
	}

	private static boolean onAnotherThread(MockEnvironment environment)
			throws ExecutionException, InterruptedException {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		new Thread(() -> result.complete(TestDetection.isTest(environment))).start();
		return result.get();
	}

}
