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

package io.gracefulrestart.launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Secret that a process gives to a successor that it starts, by which it knows it when it
 * introduces itself: the process id does not tell, since a configured command may start
 * the JVM from a script. A new one is made for each start. Immutable.
 * <p>
 * It stands in the successor's environment as {@value #VARIABLE}: 128 random bits as 32
 * lower-case hexadecimal digits. Processes of the same user can read it there.
 */
public final class LaunchToken {

	/** The environment variable. */
	public static final String VARIABLE = "GRACEFUL_RESTART_TOKEN";

	private static final int BYTES = 16;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final String text;

	private LaunchToken(String text) {
		this.text = text;
	}

	/**
	 * Make a new one.
	 * @return a token that nobody else has
	 */
	public static LaunchToken random() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return new LaunchToken(HexFormat.of().formatHex(bytes));
	}

	/**
	 * Return the one that this process was started with.
	 * @param environment its environment
	 * @return the token, {@code null} if nobody of ours has started this process: the
	 * variable is not set, or is not of the form that a token has
	 */
	public static @Nullable LaunchToken ofEnvironment(Map<String, String> environment) {
		String value = environment.get(VARIABLE);
		return (value != null && value.matches("[0-9a-f]{" + 2 * BYTES + "}")) ? new LaunchToken(value) : null;
	}

	/**
	 * Return whether somebody knows the token. It takes the same time whatever is wrong
	 * with the text, unless its length is.
	 * @param said what somebody says that it is, {@code null} if nothing
	 * @return whether that is right
	 */
	public boolean matches(@Nullable String said) {
		return said != null && MessageDigest.isEqual(this.text.getBytes(StandardCharsets.UTF_8),
				said.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the secret itself, to be said to the process that gave it.
	 * @return 32 hexadecimal digits
	 */
	public String reveal() {
		return this.text;
	}

	/**
	 * Compare in constant time.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LaunchToken token && matches(token.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * Return a text without the secret.
	 */
	@Override
	public String toString() {
		return "LaunchToken";
	}

}
