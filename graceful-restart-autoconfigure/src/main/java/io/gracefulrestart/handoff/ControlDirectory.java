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

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A directory that a control socket may stand in: not a symbolic link, owned by this
 * user, and writable by nobody else, for whoever can write there can put a socket of
 * their own in our place.
 */
final class ControlDirectory {

	// stat(2), inode(7)
	private static final int S_IFMT = 0170000;

	private static final int S_IFDIR = 0040000;

	private static final int S_IFLNK = 0120000;

	private static final int PERMISSIONS = 07777;

	private static final int WRITABLE_BY_OTHERS = 0022;

	private final Path path;

	private final int uid;

	ControlDirectory(Path path, int uid) {
		this.path = path;
		this.uid = uid;
	}

	/**
	 * Make the directory, with mode 0700, if it is missing; its parent must be there.
	 * @throws ControlSocketUnavailableException if it cannot be made
	 * @throws ControlSocketException if what is there is not safe
	 */
	void prepare() throws ControlSocketException {
		if (exists()) {
			return;
		}
		try {
			Files.createDirectory(this.path,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		catch (FileAlreadyExistsException ex) {
			// Another process was faster: what it has made must be safe too.
		}
		catch (IOException ex) {
			throw new ControlSocketUnavailableException(this.path, "cannot be made: " + FileErrors.reason(ex), ex);
		}
		if (!exists()) {
			throw new ControlSocketUnavailableException(this.path, "was removed while it was being made", null);
		}
	}

	/**
	 * Return whether the directory is there.
	 * @return {@code false} if nothing is
	 * @throws ControlSocketUnavailableException if that cannot be found out
	 * @throws ControlSocketException if what is there is not safe
	 */
	boolean exists() throws ControlSocketException {
		Map<String, Object> attributes = attributes();
		if (!(attributes.get("mode") instanceof Integer mode && attributes.get("uid") instanceof Integer owner)) {
			return false;
		}
		if ((mode & S_IFMT) == S_IFLNK) {
			throw unsafe("is a symbolic link");
		}
		if ((mode & S_IFMT) != S_IFDIR) {
			throw unsafe("is not a directory");
		}
		if (owner != this.uid) {
			throw unsafe("is owned by uid %d (mode %04o), but this process has uid %d".formatted(owner,
					mode & PERMISSIONS, this.uid));
		}
		if ((mode & WRITABLE_BY_OTHERS) != 0) {
			throw unsafe("is writable by others (owner uid %d, mode %04o)".formatted(owner, mode & PERMISSIONS));
		}
		return true;
	}

	private Map<String, Object> attributes() throws ControlSocketException {
		try {
			return Files.readAttributes(this.path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return Map.of();
		}
		catch (IOException ex) {
			throw new ControlSocketUnavailableException(this.path, "cannot be read: " + FileErrors.reason(ex), ex);
		}
	}

	private ControlSocketException unsafe(String reason) {
		return new ControlSocketException(this.path, reason,
				"Use a directory of this user's own with mode 0700: remove this one, correct its owner and mode, or"
						+ " name another place with graceful-restart.handoff.socket.",
				null);
	}

	Path path() {
		return this.path;
	}

}
