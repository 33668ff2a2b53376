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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.gracefulrestart.test.load.HttpReply;

/**
 * What {@code GET /actuator/prometheus} says.
 *
 * @param pid who has answered
 * @param cumulative the value of every series that counts from its beginning on, by its
 * name and labels
 */
public record Scrape(long pid, Map<String, Double> cumulative) {

	/**
	 * Where it is.
	 */
	public static final String PATH = "/actuator/prometheus";

	/**
	 * Read an answer. What goes on at the moment is left out, also where Micrometer calls
	 * it a summary, and what is documented to be of one process.
	 * @param reply the answer
	 * @return what it says
	 */
	public static Scrape of(HttpReply reply) {
		Map<String, Double> values = new TreeMap<>();
		Set<String> counters = new HashSet<>();
		for (String line : reply.text().lines().toList()) {
			if (line.startsWith("# TYPE ")) {
				String[] words = line.split(" ", -1);
				if (!words[3].equals("gauge") && !words[2].contains("_active")) {
					counters.add(words[2]);
				}
			}
			else if (!line.startsWith("#") && !line.isBlank()) {
				String series = line.substring(0, line.lastIndexOf(' '));
				String name = series.split("\\{", 2)[0];
				if (counters.contains(name) || counters.contains(name.replaceAll("_(count|sum|bucket)$", ""))) {
					values.put(series, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
				}
			}
		}
		values.keySet()
			.removeIf((series) -> series.startsWith("graceful_restart_handoffs_total")
					|| series.startsWith("graceful_restart_connections_handoff_"));
		return new Scrape(reply.answerer().pid(), values);
	}

	/**
	 * Add up how often something was recorded.
	 * @param name name of the meter
	 * @param label a label that it has to have, such as {@code uri="/whoami"}
	 * @return the sum of all series
	 */
	public double count(String name, String label) {
		return this.cumulative.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(name + "_count{") && entry.getKey().contains(label))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

	/**
	 * Compare with a later one.
	 * @param later what was said afterwards
	 * @return the series that have fallen, or are gone, with both values
	 */
	public Map<String, String> fallen(Scrape later) {
		Map<String, String> fallen = new TreeMap<>();
		this.cumulative.forEach((series, value) -> {
			Double now = later.cumulative.get(series);
			if (now == null || now < value) {
				fallen.put(series, "%,.0f at %d, %s at %d".formatted(value, this.pid,
						(now != null) ? "then %,.0f".formatted(now) : "gone", later.pid));
			}
		});
		return fallen;
	}

}
