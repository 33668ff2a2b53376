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

import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows the table as text.
 */
final class TextReport {

	private static final int MOST_PROBLEMS = 10;

	private final ReportData data;

	TextReport(ReportData data) {
		this.data = data;
	}

	String text() {
		int first = this.data.rows()
			.stream()
			.filter((row) -> row.emphasis() != TableRow.Emphasis.HEADING)
			.mapToInt((row) -> row.label().length() + 2)
			.max()
			.orElse(0);
		int others = this.data.rows()
			.stream()
			.flatMap((row) -> row.cells().stream())
			.mapToInt(String::length)
			.max()
			.orElse(0);
		int width = Math.max(others, this.data.columns().stream().mapToInt(String::length).max().orElse(0)) + 2;
		StringBuilder text = new StringBuilder(line("", this.data.columns(), first, width));
		for (TableRow row : this.data.rows()) {
			text.append((row.emphasis() != TableRow.Emphasis.HEADING)
					? line("  " + row.label(), row.cells(), first, width) : row.label() + "\n");
		}
		text.append("Inherited from process to process\n");
		for (InheritedRow row : this.data.inherited()) {
			text.append("  %-11s%s\n".formatted(row.label(), row.text()));
		}
		if (!this.data.problems().isEmpty()) {
			text.append("\nWhat went wrong first:\n");
			this.data.problems()
				.stream()
				.limit(MOST_PROBLEMS)
				.forEach((problem) -> text.append("  ").append(problem).append("\n"));
		}
		return text.toString();
	}

	private static String line(String label, List<String> cells, int first, int width) {
		String values = cells.stream()
			.map((cell) -> (" ".repeat(width) + cell).substring(cell.length()))
			.collect(Collectors.joining());
		return ((label + " ".repeat(first)).substring(0, Math.max(first, label.length())) + values).stripTrailing()
				+ "\n";
	}

}
