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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request without a body that a process sends to itself, written as in a request line.
 *
 * <table>
 * <caption>Form</caption>
 * <tr>
 * <th>text</th>
 * <th>request</th>
 * </tr>
 * <tr>
 * <td>{@code GET /whoami}</td>
 * <td>GET of that path</td>
 * </tr>
 * <tr>
 * <td>{@code /whoami?deep=1}</td>
 * <td>the same, with a query</td>
 * </tr>
 * <tr>
 * <td>{@code HEAD /}</td>
 * <td>HEAD of the root</td>
 * </tr>
 * </table>
 *
 * @param method the method, in capital letters
 * @param path path and query, encoded
 * @since 0.1.0
 */
public record SmokeRequest(String method, String path) {

	private static final Pattern FORM = Pattern.compile("(?:([A-Z]+) +)?(/[!-~]*)");

	/**
	 * Read a request.
	 * @param text its text
	 * @return the request
	 * @throws IllegalArgumentException if the text has another form
	 */
	public static SmokeRequest parse(String text) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("Neither 'METHOD /path' nor '/path': " + text);
		}
		return new SmokeRequest((matcher.group(1) != null) ? matcher.group(1) : "GET", matcher.group(2));
	}

	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

}
