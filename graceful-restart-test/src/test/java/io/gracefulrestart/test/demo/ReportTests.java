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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TextReport} and {@link HtmlReport}.
 */
class ReportTests {

	private static final String NASTY = "WRONG_BODY: </script><script>alert(1)</script> <!-- \"quoted\"";

	private final ReportData data = new ReportData("Clients could tell", false, "2026-01-02T03:04:05Z",
			List.of("sample-app.jar on Java 17"), List.of("steady", "restart 1", "whole run"),
			List.of(new TableRow("Requests", List.of("", "", ""), TableRow.Emphasis.HEADING),
					new TableRow("sent", List.of("1,000", "20", "1,020"), TableRow.Emphasis.NORMAL),
					new TableRow("failed", List.of("0", "1", "1"), TableRow.Emphasis.ALARM)),
			List.of(new InheritedRow("Login", "demo, the same session in 2 processes", TableRow.Emphasis.NORMAL),
					new InheritedRow("Counter", "LOST: it is gone </script>", TableRow.Emphasis.ALARM)),
			List.of(new ReportData.Span("restart 1", 0.1, null, 0.2)), List.of("generation 1", "generation 2"),
			List.of(new Slice(0, List.of(10L, 0L), 0, 1.0, 2.0, 3.0, List.of(5L, 0L)),
					new Slice(0.1, List.of(0L, 4L), 1, null, null, null, List.of(1L, 4L))),
			0.1, List.of(NASTY));

	@Test
	void textHasColumnsThatAreAligned() {
		assertThat(new TextReport(this.data).text()).isEqualTo("""
				             steady  restart 1  whole run
				Requests
				  sent        1,000         20      1,020
				  failed          0          1          1
				Inherited from process to process
				  Login      demo, the same session in 2 processes
				  Counter    LOST: it is gone </script>

				What went wrong first:
				  %s
				""".formatted(NASTY));
	}

	@Test
	void pageNeedsNothingElse(@TempDir Path directory) throws IOException {
		String page = page(directory);
		assertThat(page).contains("<canvas id=\"requests\">", "<canvas id=\"connections\">", "function requestsChart")
			.contains("Chart.js v");
		assertThat(page).doesNotContain("/*style*/", "/*chart*/", "/*data*/", "/*script*/", "sourceMappingURL");
		assertThat(page).doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']?(https?:)?//").doesNotContain("@import");
	}

	@Test
	void whatAServerSentCannotEndTheScript(@TempDir Path directory) throws IOException {
		String page = page(directory);
		assertThat(page.split("</script>", -1)).as("three scripts").hasSize(4);
		Matcher json = Pattern.compile("const report = (.*);</script>").matcher(page);
		assertThat(json.find()).isTrue();
		JsonNode report = JsonMapper.builder().build().readTree(json.group(1).replace("<\\!--", "<!--"));
		assertThat(report.path("problems").get(0).asString()).isEqualTo(NASTY);
		assertThat(report.path("inherited").get(1).path("text").asString()).isEqualTo("LOST: it is gone </script>");
		assertThat(report.path("slices").get(1).path("p99").isNull()).isTrue();
		assertThat(report.path("slices").get(1).path("connections").get(1).asInt()).isEqualTo(4);
		assertThat(report.path("restarts").get(0).path("serving").isNull()).isTrue();
	}

	private String page(Path directory) throws IOException {
		return Files.readString(HtmlReport.write(this.data, directory.resolve("new/report.html")));
	}

}
