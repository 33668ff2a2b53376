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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The file that names the process which serves: its id in decimal and a line feed, mode
 * 0644. Whoever reads it finds the one or the other process, never half a number. The id
 * is the one that the process has in its own pid namespace. Thread safe; nothing here
 * throws.
 */
public final class PidFile {

	private static final Log logger = LogFactory.getLog(PidFile.class);

	private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

	private final Path path;

	private final long pid;

	private boolean warned;

	/**
	 * Create a file; nothing is written yet.
	 * @param path where it is, relative to the working directory
	 */
	public PidFile(Path path) {
		this(path, ProcessHandle.current().pid());
	}

	PidFile(Path path, long pid) {
		this.path = path.toAbsolutePath();
		this.pid = pid;
	}

	/**
	 * Name this process. What was there is replaced at one instant, whoever it named. If
	 * that is not possible there is one WARN for the life of this process.
	 */
	public synchronized void write() {
		try {
			// In the same directory, since a rename does not leave a file system.
			Path directory = this.path.getParent();
			Path temporary = Files.createTempFile((directory != null) ? directory : this.path,
					"." + this.path.getFileName() + ".", null);
			try {
				Files.writeString(temporary, this.pid + "\n");
				PosixFileAttributeView attributes = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
				if (attributes != null) {
					// Whatever the umask says.
					attributes.setPermissions(MODE);
				}
				Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(temporary);
			}
		}
		catch (IOException | RuntimeException ex) {
			warn("cannot be written, and the application serves without it", ex);
		}
	}

	/**
	 * Delete the file if it names this process. Not for a process that was replaced: its
	 * successor may write at the same instant.
	 */
	public synchronized void remove() {
		try {
			if (Files.readString(this.path).strip().equals(String.valueOf(this.pid))) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("PID file " + this.path + " is gone");
		}
		catch (IOException | RuntimeException ex) {
			warn("cannot be deleted", ex);
		}
	}

	private void warn(String problem, Exception ex) {
		String text = "PID file " + this.path + " " + problem + ": " + reason(ex);
		if (this.warned) {
			logger.debug(text, ex);
		}
		else {
			this.warned = true;
			logger.warn(text);
		}
	}

	private static String reason(Exception ex) {
		if (ex instanceof NoSuchFileException) {
			return "its directory does not exist";
		}
		if (ex instanceof AccessDeniedException) {
			return "permission denied";
		}
		String reason = (ex instanceof FileSystemException failure) ? failure.getReason() : null;
		return (reason != null) ? reason : ex.toString();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
