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

package io.gracefulrestart.test.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.Survival;
import io.gracefulrestart.test.restart.HandoffReport;
import io.gracefulrestart.test.restart.Restart;
import io.gracefulrestart.test.restart.ScenarioResult;
import org.jspecify.annotations.Nullable;

/**
 * Makes the table's rows: a column for the steady state, one for each restart, one for
 * the whole run.
 */
final class FigureRows {

	private final List<LoadFigures> columns;

	private final ScenarioResult result;

	private final List<Restart> restarts;

	private final List<TableRow> rows = new ArrayList<>();

	private FigureRows(List<LoadFigures> columns, ScenarioResult result) {
		this.columns = columns;
		this.result = result;
		this.restarts = result.restarts();
	}

	static List<TableRow> of(List<LoadFigures> columns, ScenarioResult result) {
		FigureRows rows = new FigureRows(columns, result);
		rows.addRequests();
		rows.addConnections();
		rows.addLatencies();
		if (!rows.restarts.isEmpty()) {
			rows.addTimings();
		}
		rows.addPhases();
		return rows.rows;
	}

	private void addRequests() {
		heading("Requests");
		count("sent", LoadFigures::requests);
		add("per second", (figures) -> "%,.0f".formatted(figures.requestsPerSecond()), TableRow.Emphasis.NORMAL);
		alarm("failed", LoadFigures::failed);
		for (Outcome outcome : Outcome.values()) {
			if (outcome.isFailure() && this.columns.stream().anyMatch((figures) -> figures.outcome(outcome) > 0)) {
				alarm("  " + words(outcome), (figures) -> figures.outcome(outcome));
			}
		}
	}

	private void addConnections() {
		heading("Kept-alive connections");
		boolean atStake = this.restarts.stream().anyMatch(Restart::isCutOver);
		if (atStake) {
			survival("open before (whole run: before the first restart)", Survival::open);
			survival("survived: same local port, answered by the successor", Survival::survived);
		}
		count("closed by the server, announced (Connection: close)",
				(figures) -> figures.ending(ConnectionEnding.CLOSED_WITH_WARNING));
		alarm("closed by the server, without warning",
				(figures) -> figures.ending(ConnectionEnding.CLOSED_WITHOUT_WARNING));
		if (atStake) {
			survival("a plain restart would have closed", Survival::exposed);
		}
	}

	private void addLatencies() {
		heading("Latency from the intended time of sending, ms");
		duration("p50", (figures) -> figures.latencies().p50());
		duration("p99", (figures) -> figures.latencies().p99());
		duration("max", (figures) -> figures.latencies().max());
		duration("longest gap without any answer", LoadFigures::longestGap);
	}

	private void addTimings() {
		heading("Seen from outside, ms after the start of the successor");
		List<String> outcomes = new ArrayList<>(List.of(""));
		this.restarts.forEach((restart) -> outcomes.add(words(restart.outcome())));
		outcomes.add("");
		this.rows.add(new TableRow("outcome", outcomes, this.restarts.stream().allMatch(Restart::isReplaced)
				? TableRow.Emphasis.NORMAL : TableRow.Emphasis.ALARM));
		restart("successor is ready", (restart) -> restart.timings().ready());
		restart("successor answers", (restart) -> restart.timings().serving());
		restart("predecessor has ended", (restart) -> restart.timings().predecessorEnded());
	}

	private void addPhases() {
		Set<String> phases = new LinkedHashSet<>();
		for (Restart restart : this.restarts) {
			HandoffReport handoff = restart.handoff();
			if (handoff != null) {
				phases.addAll(handoff.phases().keySet());
			}
		}
		if (!phases.isEmpty()) {
			heading("Phases of the handoff as the application measured them, ms");
		}
		for (String phase : phases) {
			restart(phase, (restart) -> {
				HandoffReport handoff = restart.handoff();
				return (handoff != null) ? handoff.phases().get(phase) : null;
			});
		}
	}

	private void heading(String label) {
		this.rows.add(new TableRow(label, Collections.nCopies(this.columns.size(), ""), TableRow.Emphasis.HEADING));
	}

	private void count(String label, ToLongFunction<LoadFigures> value) {
		add(label, (figures) -> "%,d".formatted(value.applyAsLong(figures)), TableRow.Emphasis.NORMAL);
	}

	private void alarm(String label, ToLongFunction<LoadFigures> value) {
		boolean any = this.columns.stream().anyMatch((figures) -> value.applyAsLong(figures) > 0);
		add(label, (figures) -> "%,d".formatted(value.applyAsLong(figures)),
				any ? TableRow.Emphasis.ALARM : TableRow.Emphasis.NORMAL);
	}

	private void duration(String label, Function<LoadFigures, Duration> value) {
		add(label, (figures) -> millis(value.apply(figures)), TableRow.Emphasis.NORMAL);
	}

	private void add(String label, Function<LoadFigures, String> value, TableRow.Emphasis emphasis) {
		this.rows.add(new TableRow(label, this.columns.stream().map(value).toList(), emphasis));
	}

	private void survival(String label, ToLongFunction<Survival> value) {
		List<String> cells = new ArrayList<>(List.of(""));
		for (int i = 0; i < this.restarts.size(); i++) {
			cells.add(this.restarts.get(i).isCutOver() ? "%,d".formatted(value.applyAsLong(this.result.survival(i)))
					: "–");
		}
		cells.add("%,d".formatted(value.applyAsLong(this.result.survival())));
		this.rows.add(new TableRow(label, cells, TableRow.Emphasis.NORMAL));
	}

	private void restart(String label, Function<Restart, @Nullable Duration> value) {
		List<String> cells = new ArrayList<>(List.of(""));
		for (Restart restart : this.restarts) {
			Duration duration = value.apply(restart);
			cells.add((duration != null) ? millis(duration) : "–");
		}
		cells.add("");
		this.rows.add(new TableRow(label, cells, TableRow.Emphasis.NORMAL));
	}

	private static String millis(Duration duration) {
		return "%,.1f".formatted(Text.millis(duration));
	}

	private static String words(Enum<?> outcome) {
		return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
