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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What stands at the path of a Unix socket: a control socket, or a listener.
 */
public enum ControlPathState {

	/** Nothing. */
	ABSENT,

	/** A socket that nobody listens on any more: its process is dead. */
	STALE,

	/** A socket that a process listens on. */
	LIVE,

	/** A file, a directory, a symbolic link: not ours to remove. */
	NOT_A_SOCKET;

	// stat(2), inode(7)
	private static final int S_IFMT = 0170000;

	private static final int S_IFSOCK = 0140000;

	/**
	 * Look at a path. A process that listens there sees a connection that closes at once.
	 * @param path the path; a symbolic link at its end is not followed
	 * @return what stands there now
	 * @throws NativeException {@code EACCES} if the socket may not be connected to
	 * @throws IOException if the path cannot be read
	 */
	public static ControlPathState of(Path path) throws IOException {
		try {
			int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
			if ((mode & S_IFMT) != S_IFSOCK) {
				return NOT_A_SOCKET;
			}
		}
		catch (NoSuchFileException ex) {
			return ABSENT;
		}
		try {
			ControlConnection.connect(path, Duration.ZERO).close();
			return LIVE;
		}
		catch (SocketTimeoutException ex) {
			return LIVE; // its backlog is full
		}
		catch (NativeException ex) {
			return switch (ex.errno()) {
				case Linux.ECONNREFUSED -> STALE;
				case Linux.ENOENT -> ABSENT;
				default -> throw ex;
			};
		}
	}

}
