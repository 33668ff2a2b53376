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

import java.util.Optional;

import io.gracefulrestart.test.load.HttpReply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code GET /account} of the sample application says to somebody who is logged in.
 *
 * @param user who that is
 * @param session the session's id
 * @param since when the session began, ISO-8601
 */
public record Account(String user, String session, String since) {

	/**
	 * Where it is.
	 */
	public static final String PATH = "/account";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Read an answer.
	 * @param reply the answer
	 * @return what it says; empty if it is another one, such as a redirect to the login
	 */
	public static Optional<Account> of(HttpReply reply) {
		if (reply.status() != 200) {
			return Optional.empty();
		}
		try {
			JsonNode json = MAPPER.readTree(reply.text());
			if (!json.hasNonNull("user") || !json.hasNonNull("session")) {
				return Optional.empty();
			}
			return Optional.of(new Account(json.path("user").asString(), json.path("session").asString(),
					json.path("since").asString("")));
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

}
