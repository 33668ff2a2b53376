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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/2 connections of a connector that is drained.
 */
class Http2LeavingTests {

	@RegisterExtension
	static final SharedServer SERVER = new SharedServer();

	private final Workload workload = SERVER.get().workload();

	@AfterEach
	void stay() {
		this.workload.stay();
		Soon.await().until(() -> this.workload.census().connections() == 0);
	}

	@Test
	void endIsAnnouncedAndSaidForGoodWhenTheLastStreamHasEnded() throws Exception {
		try (RawHttp2 client = RawHttp2.connect(SERVER.get().port())) {
			assertThat(client.body(client.get("/hello"))).isEqualTo("hello");
			int slow = client.get("/deferred/h2-leaves");
			Rendezvous.of("h2-leaves").awaitArrival();
			this.workload.leave(Spread.NONE);
			client.awaitGoaways(1);
			assertThat(client.goaways()).containsExactly(Integer.MAX_VALUE);
			// Later than a round trip, so that it is not by chance that it is served.
			TimeUnit.MILLISECONDS.sleep(100);
			int late = client.get("/hello");
			long told = System.nanoTime();
			while (System.nanoTime() - told < TimeUnit.MILLISECONDS.toNanos(1500)) {
				this.workload.leave(Spread.NONE);
				assertThat(this.workload.closeFinished(false)).isZero();
				TimeUnit.MILLISECONDS.sleep(10);
			}
			assertThat(client.body(late)).isEqualTo("hello");
			Rendezvous.of("h2-leaves").release();
			client.body(slow);
			Soon.await().until(() -> this.workload.closeFinished(false) == 1);
			client.awaitGoaways(2);
			assertThat(client.goaways()).containsExactly(Integer.MAX_VALUE, late);
			client.awaitEnd();
		}
	}

	@Test
	void idleConnectionHasTheGraceAndASecondAtLeast() throws IOException {
		try (RawHttp2 client = RawHttp2.connect(SERVER.get().port())) {
			assertThat(client.body(client.get("/hello"))).isEqualTo("hello");
			this.workload.leave(Spread.NONE);
			client.awaitGoaways(1);
			long begun = System.nanoTime();
			Soon.await().until(() -> {
				this.workload.leave(Spread.NONE);
				assertThat(this.workload.closeFinished(false)).as("perhaps nobody has read it").isZero();
				return this.workload.closeFinished(true) == 1;
			});
			assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
			client.awaitEnd();
			assertThat(client.goaways()).containsExactly(Integer.MAX_VALUE, 1);
		}
	}

}
