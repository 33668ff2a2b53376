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

import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where control sockets stand unless the user names a path.
 *
 * <table>
 * <caption>The first that applies</caption>
 * <tr>
 * <th>when</th>
 * <th>directory</th>
 * </tr>
 * <tr>
 * <td>{@code RUNTIME_DIRECTORY} is set (systemd): absolute paths, separated by
 * colons</td>
 * <td>{@code graceful-restart} in the first of them, which may have mode 0755</td>
 * </tr>
 * <tr>
 * <td>{@code XDG_RUNTIME_DIR} is set</td>
 * <td>{@code $XDG_RUNTIME_DIR/graceful-restart}</td>
 * </tr>
 * <tr>
 * <td>otherwise</td>
 * <td>{@code <java.io.tmpdir>/graceful-restart-<uid>}</td>
 * </tr>
 * </table>
 *
 * See systemd.exec(5), RuntimeDirectory=, and the XDG base directory specification, by
 * which a path that is not absolute counts as not set.
 */
public final class RuntimeDirectory {

	private static final String NAME = "graceful-restart";

	private RuntimeDirectory() {
	}

	/**
	 * Find the directory. It is not made, nor looked at.
	 * @param environment environment of this process
	 * @param temporaryDirectory value of {@code java.io.tmpdir}
	 * @param uid user id of this process
	 * @return the directory
	 */
	public static Path resolve(Map<String, String> environment, Path temporaryDirectory, int uid) {
		Path ofService = absolute(firstOf(environment.get("RUNTIME_DIRECTORY")));
		if (ofService != null) {
			return ofService.resolve(NAME);
		}
		Path ofUser = absolute(environment.get("XDG_RUNTIME_DIR"));
		return (ofUser != null) ? ofUser.resolve(NAME) : temporaryDirectory.toAbsolutePath().resolve(NAME + "-" + uid);
	}

	private static @Nullable String firstOf(@Nullable String list) {
		return (list != null) ? list.split(":", 2)[0] : null;
	}

	private static @Nullable Path absolute(@Nullable String value) {
		return (value != null && value.startsWith("/")) ? Path.of(value) : null;
	}

}
