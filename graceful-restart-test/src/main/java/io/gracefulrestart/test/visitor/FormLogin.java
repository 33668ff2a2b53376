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

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;

/**
 * Fills in the forms that Spring Security makes: {@code /login} and {@code /logout}. Each
 * has a token in it against forged requests, which belongs to the session.
 */
public final class FormLogin {

	private static final String FORM = "application/x-www-form-urlencoded";

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");

	private FormLogin() {
	}

	/**
	 * Get a form.
	 * @param client who asks
	 * @param path {@code /login}, or {@code /logout} for whoever is logged in
	 * @return the form's token; empty if there is no such form
	 * @throws RequestFailedException if there was no answer
	 */
	public static Optional<String> token(CookieClient client, String path) throws RequestFailedException {
		HttpReply reply = client.get(path);
		Matcher token = TOKEN.matcher(reply.text());
		return (reply.status() == 200 && token.find()) ? Optional.of(token.group(1)) : Optional.empty();
	}

	/**
	 * Log in.
	 * @param client who does
	 * @param token the form's token
	 * @param name user's name
	 * @param password user's password
	 * @return whether the server let them in
	 * @throws RequestFailedException if there was no answer
	 */
	public static boolean logIn(CookieClient client, String token, String name, String password)
			throws RequestFailedException {
		HttpReply reply = submit(client, token, name, password);
		return reply.status() == 302 && reply.header("Location").filter((to) -> !to.contains("/login")).isPresent();
	}

	/**
	 * Fill in the login's form.
	 * @param client who does
	 * @param token the form's token
	 * @param name user's name
	 * @param password user's password
	 * @return the answer, whatever it is
	 * @throws RequestFailedException if there was none
	 */
	public static HttpReply submit(CookieClient client, String token, String name, String password)
			throws RequestFailedException {
		return client.post("/login", FORM,
				"username=" + encode(name) + "&password=" + encode(password) + "&_csrf=" + encode(token));
	}

	/**
	 * Log out.
	 * @param client who does
	 * @param token the form's token
	 * @return whether the server has agreed
	 * @throws RequestFailedException if there was no answer
	 */
	public static boolean logOut(CookieClient client, String token) throws RequestFailedException {
		HttpReply reply = client.post("/logout", FORM, "_csrf=" + encode(token));
		return reply.status() == 302 && reply.header("Location").filter((to) -> to.endsWith("?logout")).isPresent();
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
