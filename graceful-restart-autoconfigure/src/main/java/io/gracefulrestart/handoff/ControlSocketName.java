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

package io.gracefulrestart.handoff;

import org.jspecify.annotations.Nullable;

/**
 * File names of control sockets: application, address and port with hyphens, so that
 * applications, and copies of one on several ports, do not meet. Whatever is not a
 * letter, a digit, a dot, a hyphen or an underscore becomes an underscore, and so does a
 * dot that the name begins with. Two names that become the same are told apart by the
 * application's name in the conversation.
 *
 * <table>
 * <caption>Examples</caption>
 * <tr>
 * <th>application, address, port</th>
 * <th>file name</th>
 * </tr>
 * <tr>
 * <td>demo, none, 8080</td>
 * <td>{@code demo-any-8080.sock}</td>
 * </tr>
 * <tr>
 * <td>My Shop/é, 127.0.0.1, 8080</td>
 * <td>{@code My_Shop__-127.0.0.1-8080.sock}</td>
 * </tr>
 * <tr>
 * <td>../x, ::1, 8080</td>
 * <td>{@code _._x-__1-8080.sock}</td>
 * </tr>
 * </table>
 */
public final class ControlSocketName {

	private ControlSocketName() {
	}

	/**
	 * Return the file name.
	 * @param application name of the application
	 * @param address address that it is bound to, {@code null} for all
	 * @param port port that it is bound to, not zero
	 * @return the file name
	 */
	public static String of(String application, @Nullable String address, int port) {
		return safe(application) + "-" + safe((address != null) ? address : "any") + "-" + port + ".sock";
	}

	private static String safe(String text) {
		return text.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
	}

}
