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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.lifecycle.WayBack.Decision;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link WayBack} decides when several decide at the same instant.
 */
@Timeout(30)
class WayBackDecisionTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final AtomicInteger returned = new AtomicInteger();

	@RepeatedTest(50)
	void whateverComesAtTheSameInstantItIsDecidedOnce() throws Exception {
		WayBack way = new WayBack(LONG);
		CyclicBarrier instant = new CyclicBarrier(4);
		CompletableFuture<Boolean> died = at(instant, () -> way.take("died", this.returned::incrementAndGet));
		CompletableFuture<Boolean> rolledBack = at(instant, () -> way.take("rollback", this.returned::incrementAndGet));
		CompletableFuture<Boolean> settled = at(instant, way::close);
		CompletableFuture<Boolean> stood = at(instant, () -> {
			way.dismiss();
			return way.standBy(SuccessorWatch.NONE) == Decision.RETURNS;
		});
		boolean returns = stood.get();
		assertThat(List.of(died.get(), rolledBack.get(), settled.get()).stream().filter((won) -> won).count())
			.isLessThanOrEqualTo(1);
		assertThat(died.get() || rolledBack.get()).isEqualTo(returns);
		assertThat(this.returned).hasValue(returns ? 1 : 0);
		assertThat(way.decision()).isEqualTo(returns ? Decision.RETURNS : Decision.STAYS_AWAY);
		assertThat(way.probationEnds()).isNull();
	}

	private static CompletableFuture<Boolean> at(CyclicBarrier instant, Decider decider) {
		CompletableFuture<Boolean> decided = new CompletableFuture<>();
		new Thread(() -> {
			try {
				instant.await();
				decided.complete(decider.decide());
			}
			catch (Exception ex) {
				decided.completeExceptionally(ex);
			}
		}).start();
		return decided;
	}

	private interface Decider {

		boolean decide();

	}

}
