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

package io.gracefulrestart.handoff;

import java.time.Duration;
import java.util.List;

import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.NativeSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fails a test after which a socket, a pipe or a thread of ours is left.
 */
class LeakCheck implements BeforeEachCallback, AfterEachCallback {

	private DescriptorCount before;

	@Override
	public void beforeEach(ExtensionContext context) {
		assertThat(NativeSupport.get().isAvailable()).isTrue();
		this.before = DescriptorCount.now();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(threads()).isEmpty());
		this.before.assertNoMore();
	}

	static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("graceful-restart-"))
			.toList();
	}

}
