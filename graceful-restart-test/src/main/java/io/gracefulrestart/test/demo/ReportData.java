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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.FailureExample;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Survival;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.restart.Restart;
import io.gracefulrestart.test.restart.ScenarioResult;
import io.gracefulrestart.test.visitor.Finding;
import org.jspecify.annotations.Nullable;

/**
 * All that the reports show, in plain values: the page reads it as JSON. Times are in
 * milliseconds, and on the axis of the run in seconds.
 *
 * @param verdict one sentence
 * @param flawless whether no client could tell
 * @param started when the load began, ISO-8601
 * @param setting what was run where
 * @param columns names of the columns of the table
 * @param rows rows of the table
 * @param inherited what the next versions have inherited
 * @param restarts when each restart was going on
 * @param generations generations that have answered, oldest first
 * @param slices what happened over time
 * @param sliceSeconds length of a slice
 * @param problems what went wrong with a restart, and the first failures of requests
 */
record ReportData(String verdict, boolean flawless, String started, List<String> setting, List<String> columns,
		List<TableRow> rows, List<InheritedRow> inherited, List<Span> restarts, List<String> generations,
		List<Slice> slices, double sliceSeconds, List<String> problems) {

	private static final int MOST_SLICES = 600;

	/**
	 * Collect.
	 * @param result what was seen
	 * @param findings what a visitor has found
	 * @param launcher started the application
	 * @param rate quick requests per second that were wanted, 0 for back to back
	 * @param busy load average of the machine before the run
	 * @return all that the reports show
	 */
	static ReportData of(ScenarioResult result, List<Finding> findings, ApplicationLauncher launcher, int rate,
			double busy) {
		LoadResult load = result.load();
		Duration width = Duration
			.ofMillis(Math.max(100, load.length().dividedBy(MOST_SLICES).truncatedTo(ChronoUnit.MILLIS).toMillis()));
		List<String> columns = new ArrayList<>(List.of("steady"));
		List<LoadFigures> figures = new ArrayList<>(List.of(result.steady()));
		for (int i = 0; i < result.restarts().size(); i++) {
			columns.add("restart " + (i + 1));
			figures.add(result.figures(i));
		}
		columns.add("whole run");
		figures.add(load.figures());
		List<Integer> generations = load.answerers().stream().map(Answerer::generation).distinct().toList();
		List<String> lost = lost(findings);
		return new ReportData(verdict(result, lost), result.isFlawless() && lost.isEmpty(),
				load.startTime().truncatedTo(ChronoUnit.SECONDS).toString(), setting(launcher, rate, busy), columns,
				FigureRows.of(figures, result), findings.stream().map(InheritedRow::of).toList(), spans(result),
				generations.stream().map((generation) -> "generation " + generation).toList(),
				load.timeline(width).stream().map((slice) -> Slice.of(slice, generations)).toList(),
				width.toMillis() / 1000.0, problems(result));
	}

	private static String verdict(ScenarioResult result, List<String> lost) {
		long failed = result.load().failed();
		long silent = result.load().figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		long replaced = result.restarts().stream().filter(Restart::isReplaced).count();
		String facts = "%,d of %,d requests failed, %s%,d connections closed without warning, %d of %d restarts succeeded"
			.formatted(failed, result.load().requests(), survival(result.survival()), silent, replaced,
					result.restarts().size());
		facts += lost.isEmpty() ? "" : ", lost: " + String.join(", ", lost);
		if (failed > 0 || silent > 0 || !lost.isEmpty()) {
			return "Clients could tell: " + facts;
		}
		return (result.isFlawless() ? "No client could tell: " : "No client could tell, but a restart failed: ")
				+ facts;
	}

	private static List<String> lost(List<Finding> findings) {
		return findings.stream()
			.filter((finding) -> finding.result() == Finding.Result.LOST)
			.map((finding) -> finding.label().toLowerCase(Locale.ROOT))
			.toList();
	}

	private static String survival(Survival survival) {
		return (survival.open() == 0) ? ""
				: "%,d of %,d kept-alive connections survived where plain restarts would have closed %,d, "
					.formatted(survival.survived(), survival.open(), survival.exposed());
	}

	private static List<String> setting(ApplicationLauncher launcher, int rate, double busy) {
		return List.of(launcher.jar().getFileName() + " on Java " + launcher.java().feature(),
				(rate != 0) ? "%,d quick requests per second by a timetable".formatted(rate)
						: "requests as fast as the answers come",
				Runtime.getRuntime().availableProcessors() + " processors for application and clients together",
				"load average before the run %.1f".formatted(busy));
	}

	private static List<String> problems(ScenarioResult result) {
		List<String> problems = new ArrayList<>();
		for (int i = 0; i < result.restarts().size(); i++) {
			Restart restart = result.restarts().get(i);
			if (!restart.isReplaced()) {
				problems.add("Restart " + (i + 1) + ": " + restart.outcome() + " " + restart.detail());
			}
		}
		result.load().failureExamples().stream().map(FailureExample::toString).forEach(problems::add);
		return problems;
	}

	private static List<Span> spans(ScenarioResult result) {
		List<Span> spans = new ArrayList<>();
		for (int i = 0; i < result.restarts().size(); i++) {
			Duration from = result.windows().get(i).from();
			Duration serving = result.restarts().get(i).timings().serving();
			spans.add(new Span("restart " + (i + 1), seconds(from),
					(serving != null) ? seconds(from.plus(serving)) : null, seconds(result.windows().get(i).to())));
		}
		return spans;
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	/**
	 * When a restart was going on.
	 *
	 * @param label its name
	 * @param from start of the successor
	 * @param serving first answer of the successor, {@code null} if it never answered
	 * @param to end of the settling
	 */
	record Span(String label, double from, @Nullable Double serving, double to) {
	}

}
