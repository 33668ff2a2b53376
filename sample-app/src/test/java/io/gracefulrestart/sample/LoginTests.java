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

package io.gracefulrestart.sample;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class LoginTests {

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");

	@LocalServerPort
	private int port;

	@Test
	void whoeverIsNotLoggedInIsSentToTheForm() throws Exception {
		HttpResponse<String> response = new Client(this.port).get("/account");
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(location(response)).endsWith("/login");
	}

	@Test
	void passwordLogsInAndTheSessionGetsANewName() throws Exception {
		Client client = new Client(this.port);
		HttpResponse<String> form = client.get("/login");
		HttpResponse<String> answer = logIn(client, form, "demo");
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(location(answer)).endsWith("/account");
		assertThat(cookie(answer)).isNotEqualTo(cookie(form));
		JsonNode account = Client.json(client.get("/account", "Cookie", cookie(answer)));
		assertThat(account.get("user").asString()).isEqualTo("demo");
		assertThat("JSESSIONID=" + account.get("session").asString()).isEqualTo(cookie(answer));
		assertThat(account.get("since").asString()).startsWith("20");
	}

	@Test
	void wrongPasswordIsRefused() throws Exception {
		Client client = new Client(this.port);
		HttpResponse<String> form = client.get("/login");
		assertThat(location(logIn(client, form, "guessed"))).endsWith("/login?error");
		assertThat(client.get("/account", "Cookie", cookie(form)).statusCode()).isEqualTo(302);
	}

	@Test
	void formWithoutItsTokenIsForbidden() throws Exception {
		Client client = new Client(this.port);
		assertThat(client.post("/login", BodyPublishers.ofString("username=demo&password=demo")).statusCode())
			.isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/whoami", "/session", "/actuator/health", "/nothing", "/" })
	void otherPathsDoNotPassSpringSecurity(String path) throws Exception {
		HttpResponse<Void> response = new Client(this.port).get(path, BodyHandlers.discarding());
		assertThat(response.headers().map()).doesNotContainKeys("x-content-type-options", "x-frame-options",
				"cache-control");
	}

	private static HttpResponse<String> logIn(Client client, HttpResponse<String> form, String password)
			throws Exception {
		Matcher token = TOKEN.matcher(form.body());
		assertThat(token.find()).as(form.body()).isTrue();
		return client.post("/login",
				BodyPublishers.ofString("username=demo&password=" + password + "&_csrf=" + token.group(1)),
				"Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie(form));
	}

	private static String cookie(HttpResponse<?> response) {
		return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
	}

	private static String location(HttpResponse<?> response) {
		return response.headers().firstValue("Location").orElseThrow();
	}

}
