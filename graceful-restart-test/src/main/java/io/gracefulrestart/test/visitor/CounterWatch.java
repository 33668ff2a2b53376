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

import java.util.HashMap;
import java.util.Map;

import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' counter of requests, each series of which only ever rises.
 */
final class CounterWatch implements Watch {

	private static final String PATH = "/actuator/prometheus";

	private static final String COUNTER = "http_server_requests_seconds_count";

	private Map<String, Double> last = Map.of();

	private double first;

	@Override
	public String label() {
		return "Counter";
	}

	@Override
	public @Nullable String begin(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(PATH);
		this.last = series(reply);
		this.first = sum();
		if (reply.status() != 200) {
			return Look.describe(reply, PATH);
		}
		return this.last.isEmpty() ? "there is no " + COUNTER : null;
	}

	@Override
	public Look look(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(PATH);
		if (reply.status() != 200) {
			return Look.unexpected(reply, PATH);
		}
		Map<String, Double> before = this.last;
		this.last = series(reply);
		for (Map.Entry<String, Double> series : before.entrySet()) {
			Double now = this.last.get(series.getKey());
			if (now == null || now < series.getValue()) {
				return Look.lost(reply, "%s was %,.0f and is %s".formatted(series.getKey(), series.getValue(),
						(now != null) ? "%,.0f".formatted(now) : "gone"));
			}
		}
		return Look.kept(reply);
	}

	private static Map<String, Double> series(HttpReply reply) {
		Map<String, Double> series = new HashMap<>();
		reply.text().lines().filter((line) -> line.startsWith(COUNTER + "{")).forEach((line) -> {
			int end = line.lastIndexOf(' ');
			series.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
		});
		return series;
	}

	private double sum() {
		return this.last.values().stream().mapToDouble(Double::doubleValue).sum();
	}

	@Override
	public String describe(int processes, int looks) {
		return "%s %,.0f → %,.0f over %s, never fell in %,d scrapes".formatted(COUNTER, this.first, sum(),
				Finding.processes(processes), looks);
	}

}
