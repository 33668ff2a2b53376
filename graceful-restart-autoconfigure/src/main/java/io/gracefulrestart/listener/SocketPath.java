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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.gracefulrestart.fd.ControlPathState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The file by which clients find a Unix listener. It outlives every process that holds
 * the socket, unless one of them removes it: the last one, and no other. Who is the last
 * one, the kernel knows. Never removed is what somebody else has put at the same path.
 * Thread safe.
 */
final class SocketPath {

	private static final Log logger = LogFactory.getLog(SocketPath.class);

	private final Path path;

	// Device and inode. The kernel gives the number to no other file as long as the
	// socket is open.
	private final Object file;

	private SocketPath(Path path, Object file) {
		this.path = path;
		this.file = file;
	}

	/**
	 * Note the file of a listener which this process has just bound, or was given by
	 * others that hold it.
	 * @param address what the listener is bound to
	 * @return its path, {@code null} if it has none, or nothing is there
	 */
	static @Nullable SocketPath of(SocketAddress address) {
		if (!(address instanceof UnixDomainSocketAddress unix) || !unix.getPath().isAbsolute()) {
			return null;
		}
		Object file = fileAt(unix.getPath());
		return (file != null) ? new SocketPath(unix.getPath(), file) : null;
	}

	private static @Nullable Object fileAt(Path path) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			// A socket is none of what the JDK has a name for.
			return attributes.isOther() ? attributes.fileKey() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Give the file the permissions that are asked for.
	 * @param permissions the permissions
	 * @throws IOException if they cannot be set
	 */
	void permit(Set<PosixFilePermission> permissions) throws IOException {
		if (isThere()) {
			Files.setPosixFilePermissions(this.path, permissions);
		}
	}

	/**
	 * Remove the file of a socket that this process still holds, and nobody else will
	 * serve: nobody new finds it, and whoever has is in its queue. Not if somebody else
	 * listens there, who may have come before this process was given the socket.
	 * @param socket inode of the socket
	 */
	void remove(long socket) {
		String own = Long.toString(socket);
		try (PathLock lock = PathLock.acquire(this.path)) {
			if (lock.isHeld() && isThere() && UnixTable.listeningAt(this.path).stream().allMatch(own::equals)) {
				Files.delete(this.path);
			}
		}
		catch (IOException ex) {
			// What is left is stale, and the next start removes it.
			logger.debug("Path " + this.path + " cannot be removed", ex);
		}
	}

	/**
	 * Remove the file of a socket that this process has closed, unless somebody else
	 * holds the socket. Does nothing if the file was removed.
	 * @param socket inode of the socket
	 */
	void removeIfLast(long socket) {
		if (!isThere() || UnixTable.isOpen(socket)) {
			return;
		}
		try (PathLock lock = PathLock.acquire(this.path)) {
			// Asked once more, since the number of a file that was removed can be that of
			// the next one at its path.
			if (lock.isHeld() && isThere() && ControlPathState.of(this.path) == ControlPathState.STALE) {
				Files.delete(this.path);
			}
		}
		catch (IOException ex) {
			logger.debug("Path " + this.path + " cannot be removed", ex);
		}
	}

	private boolean isThere() {
		return this.file.equals(fileAt(this.path));
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
