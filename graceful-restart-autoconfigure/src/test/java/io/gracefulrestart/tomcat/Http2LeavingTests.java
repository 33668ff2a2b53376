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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/2 connections of a connector that is drained.
 */
class Http2LeavingTests {

	private static final Log logger = LogFactory.getLog(Http2LeavingTests.class);

	private static final int CLIENTS = 200;

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
			leave(List.of(client));
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
			// What it says of itself at the beginning has come by now, and does not come
			// after the GOAWAY.
			int last = client.get("/hello");
			assertThat(client.body(last)).isEqualTo("hello");
			leave(List.of(client));
			long begun = System.nanoTime();
			Soon.await().until(() -> {
				this.workload.leave(Spread.NONE);
				assertThat(this.workload.closeFinished(false)).as("perhaps nobody has read it").isZero();
				return this.workload.closeFinished(true) == 1;
			});
			assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
			client.awaitEnd();
			assertThat(client.goaways()).containsExactly(Integer.MAX_VALUE, last);
		}
	}

	// Said again and again, as a drain does: Tomcat passes over a connection while a
	// worker is on it.
	private void leave(List<RawHttp2> clients) throws IOException {
		ScheduledExecutorService drain = Executors.newSingleThreadScheduledExecutor();
		try {
			Future<?> saying = drain.scheduleWithFixedDelay(() -> this.workload.leave(Spread.NONE), 0, 10,
					TimeUnit.MILLISECONDS);
			for (RawHttp2 client : clients) {
				client.awaitGoaways(1);
			}
			saying.cancel(false);
		}
		finally {
			drain.shutdownNow();
		}
	}

	/**
	 * Whoever begins a stream just when the connection is closed gets an answer, or hears
	 * that the stream was not processed.
	 */
	@Test
	void streamThatComesAtTheEndIsAnsweredOrSaidNotToBe() throws Exception {
		List<RawHttp2> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				RawHttp2 client = RawHttp2.connect(SERVER.get().port());
				clients.add(client);
				assertThat(client.body(client.get("/hello"))).isEqualTo("hello");
			}
			leave(clients);
			TimeUnit.MILLISECONDS.sleep(1100);
			CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> clients.forEach(this::ask));
			while (!asking.isDone()) {
				this.workload.closeFinished(true);
			}
			asking.get();
			int answered = 0;
			for (RawHttp2 client : clients) {
				answered += isAnswered(client) ? 1 : 0;
			}
			logger.info(answered + " of " + CLIENTS + " answered");
			Soon.await().until(() -> this.workload.closeFinished(true) >= 0 && this.workload.census().http2() == 0);
		}
		finally {
			for (RawHttp2 client : clients) {
				client.close();
			}
		}
	}

	private void ask(RawHttp2 client) {
		try {
			client.get("/hello");
		}
		catch (IOException ex) {
			// Closed already; the client has been told.
		}
	}

	private static boolean isAnswered(RawHttp2 client) {
		try {
			assertThat(client.body(3)).isEqualTo("hello");
			return true;
		}
		catch (IOException ex) {
			assertThat(client.goaways()).as(ex.getMessage()).endsWith(1);
			return false;
		}
	}

}
