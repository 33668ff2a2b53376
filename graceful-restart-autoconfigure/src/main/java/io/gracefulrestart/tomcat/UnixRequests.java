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

import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.SocketPathException;
import org.jspecify.annotations.Nullable;

/**
 * What a connector with a {@code unixDomainSocketPath} asks for.
 */
final class UnixRequests {

	private UnixRequests() {
	}

	/**
	 * Read a connector's settings.
	 * @param name name of the listener
	 * @param path {@code unixDomainSocketPath}; a relative one is looked for where the
	 * process was started
	 * @param permissions {@code unixDomainSocketPathPermissions}, or {@code null}
	 * @param backlog how many connections may wait
	 * @return the request
	 * @throws SocketPathException if one of them cannot be read
	 */
	static ListenerRequest of(String name, String path, @Nullable String permissions, int backlog)
			throws SocketPathException {
		Path absolute;
		try {
			absolute = Path.of(path).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new SocketPathException(name, Path.of(""), "'" + path + "' is no path: " + ex.getReason(),
					"Correct 'unixDomainSocketPath' of the connector", ex);
		}
		return new ListenerRequest(name, UnixDomainSocketAddress.of(absolute), backlog,
				(permissions != null) ? parse(name, absolute, permissions) : null);
	}

	private static Set<PosixFilePermission> parse(String name, Path path, String permissions)
			throws SocketPathException {
		try {
			return PosixFilePermissions.fromString(permissions);
		}
		catch (IllegalArgumentException ex) {
			throw new SocketPathException(name, path, "cannot have the permissions '" + permissions + "'",
					"Write 'unixDomainSocketPathPermissions' of the connector like 'rw-rw----'", ex);
		}
	}

}
