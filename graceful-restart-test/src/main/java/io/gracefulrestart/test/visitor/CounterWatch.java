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

package io.gracefulrestart.test.visitor;

import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' counter of requests, each series of which only ever rises.
 */
final class CounterWatch implements Watch {

	private static final String METER = "http_server_requests_seconds";

	private static final String COUNTER = METER + "_count";

	private @Nullable Scrape last;

	private double first;

	@Override
	public String label() {
		return "Counter";
	}

	@Override
	public @Nullable String begin(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(Scrape.PATH);
		if (reply.status() != 200) {
			return Look.describe(reply, Scrape.PATH);
		}
		this.last = Scrape.of(reply);
		this.first = sum();
		return (this.first > 0) ? null : "there is no " + COUNTER;
	}

	@Override
	public Look look(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(Scrape.PATH);
		if (reply.status() != 200) {
			return Look.unexpected(reply, Scrape.PATH);
		}
		Scrape before = this.last;
		Scrape now = Scrape.of(reply);
		this.last = now;
		return (before != null) ? before.fallen(now)
			.entrySet()
			.stream()
			.filter((series) -> series.getKey().startsWith(COUNTER + "{"))
			.findFirst()
			.map((series) -> Look.lost(reply, series.getKey() + ": " + series.getValue()))
			.orElseGet(() -> Look.kept(reply)) : Look.kept(reply);
	}

	private double sum() {
		Scrape scrape = this.last;
		return (scrape != null) ? scrape.count(METER, "") : 0;
	}

	@Override
	public String describe(int processes, int looks) {
		return "%s %,.0f → %,.0f over %s, never fell in %,d scrapes".formatted(COUNTER, this.first, sum(),
				Finding.processes(processes), looks);
	}

}
