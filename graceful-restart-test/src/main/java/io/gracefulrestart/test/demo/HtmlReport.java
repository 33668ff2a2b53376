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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the page with the plots: one file that needs nothing else. The chart library is
 * taken from its WebJar and becomes part of the page.
 */
final class HtmlReport {

	private static final String CHART_JS = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

	private HtmlReport() {
	}

	/**
	 * Write the page.
	 * @param data what it shows
	 * @param file file to write; its directory is made if it is not there
	 * @return absolute path of the file
	 * @throws IOException if it cannot be written
	 */
	static Path write(ReportData data, Path file) throws IOException {
		String json = JsonMapper.builder().build().writeValueAsString(data);
		String page = resource("report.html").replace("/*style*/", resource("report.css"))
			.replace("/*chart*/", script(chartJs()))
			// Text of a server stands in the data: it must not end the script.
			.replace("/*data*/", "const report = " + script(json) + ";")
			.replace("/*script*/", resource("report.js"));
		Path target = file.toAbsolutePath().normalize();
		Files.createDirectories(Objects.requireNonNull(target.getParent()));
		return Files.writeString(target, page);
	}

	private static String chartJs() throws IOException {
		Properties properties = new Properties();
		try (InputStream in = open(CHART_JS)) {
			properties.load(in);
		}
		String version = properties.getProperty("version");
		try (InputStream in = open("META-INF/resources/webjars/chart.js/" + version + "/dist/chart.umd.js")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^//# sourceMappingURL=.*$",
					"");
		}
	}

	private static String resource(String name) throws IOException {
		try (InputStream in = open(HtmlReport.class.getPackageName().replace('.', '/') + "/" + name)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static InputStream open(String path) throws IOException {
		InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(path);
		if (in == null) {
			throw new IOException("Not on the class path: " + path);
		}
		return in;
	}

	private static String script(String text) {
		return text.replace("</", "<\\/").replace("<!--", "<\\!--");
	}

}
