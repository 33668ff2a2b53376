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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Fate;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.handoff.DrainCounts;

/**
 * Tells how a drain ended: in a line for the log, and to the successor.
 */
final class DrainReport {

	private static final int MOST_NAMED = 10;

	private DrainReport() {
	}

	/**
	 * Return the line for the log.
	 * @param outcome how the drain ended
	 * @param deadline what has set the deadline, and that it has passed
	 * @return the line
	 */
	static String line(DrainOutcome outcome, String deadline) {
		String text = "Drained in " + outcome.duration().toMillis() + " ms, " + fates(outcome);
		if (outcome.ending() == Ending.CALLED_OFF) {
			return "Drain called off: " + text;
		}
		if (outcome.forced().isEmpty()) {
			return text + ", nothing was cut";
		}
		String kinds = outcome.forcedByKind()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey().count(entry.getValue()))
			.collect(Collectors.joining(", "));
		text += switch (outcome.ending()) {
			case COMPLETE, CALLED_OFF -> ", closing ";
			case DEADLINE -> ": " + deadline + ", cutting ";
			case ABORTED -> ": ended by a second signal, cutting ";
		};
		return text + kinds + "; oldest: " + named(outcome.forced());
	}

	private static String fates(DrainOutcome outcome) {
		List<String> parts = new ArrayList<>();
		parts.add(Kind.REQUEST.count(outcome.completed()) + " completed");
		outcome.fates().forEach((kind, fates) -> fates.forEach((fate, count) -> {
			if (fate != Fate.CUT && fate != Fate.COMPLETED) {
				parts.add(kind.count(count) + " " + fate.name().toLowerCase(Locale.ROOT));
			}
		}));
		return String.join(", ", parts);
	}

	private static String named(List<Unfinished> forced) {
		String named = forced.stream().limit(MOST_NAMED).map(Unfinished::toString).collect(Collectors.joining("; "));
		return (forced.size() > MOST_NAMED) ? named + "; and " + (forced.size() - MOST_NAMED) + " more" : named;
	}

	/**
	 * Return what the successor hears of it.
	 * @param outcome how the drain ended
	 * @return the counts
	 */
	static DrainCounts counts(DrainOutcome outcome) {
		Map<String, Map<String, Long>> fates = new LinkedHashMap<>();
		outcome.fates().forEach((kind, counts) -> {
			Map<String, Long> byName = new LinkedHashMap<>();
			counts.forEach((fate, count) -> byName.put(fate.name(), count));
			fates.put(kind.name(), byName);
		});
		return new DrainCounts(outcome.completed(), outcome.forced().size(), outcome.moved(), fates,
				outcome.forced().stream().limit(MOST_NAMED).map(Unfinished::toString).toList());
	}

}
