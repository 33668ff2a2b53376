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

package io.gracefulrestart.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.gracefulrestart.state.StateExchange;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads count in the same sessions while these go to and fro: each count is one
 * more than any before.
 */
@Timeout(180)
class SessionRaceTests {

	private static final int THREADS = 8;

	private static final int SESSIONS = 20;

	private static final int COUNTS = 1500;

	@TempDir
	Path directory;

	@RepeatedTest(5)
	void noCountIsLostOrDoubled() throws Exception {
		try (Side one = new Side(this.directory, null).start(); Side two = new Side(this.directory, null).start()) {
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				ids.add(one.create((session) -> {
				}));
			}
			StateExchange[] ends = Side.connect(one, two);
			AtomicReference<Side> serving = new AtomicReference<>(one);
			CountDownLatch half = new CountDownLatch(THREADS);
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			List<Future<Integer>> counts = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				counts.add(threads.submit(() -> {
					int lost = 0;
					for (int count = 0; count < COUNTS; count++) {
						// Some come late.
						Side other = (ThreadLocalRandom.current().nextInt(4) == 0 && serving.get() == two) ? one
								: serving.get();
						if (other.count(ids.get(ThreadLocalRandom.current().nextInt(SESSIONS))) == 0) {
							lost++;
						}
						if (count == COUNTS / 4) {
							half.countDown();
						}
					}
					return lost;
				}));
			}
			half.await();
			ends[0].snapshot();
			serving.set(two);
			ends[0].give();
			int lost = 0;
			for (Future<Integer> count : counts) {
				lost += count.get(2, TimeUnit.MINUTES);
			}
			threads.shutdown();
			ends[0].settle();
			int sum = 0;
			for (String id : ids) {
				assertThat(two.owns(id)).isTrue();
				sum += (two.peek(id, "count") instanceof Integer count) ? count : 0;
			}
			assertThat(lost).isZero();
			assertThat(sum).isEqualTo(THREADS * COUNTS);
			ends[0].close();
			ends[1].close();
		}
	}

}
