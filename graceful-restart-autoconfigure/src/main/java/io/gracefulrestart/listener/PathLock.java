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
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;

import io.gracefulrestart.fd.LockFile;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps processes of this library from looking at a path, removing it and binding it at
 * the same time, so that nobody removes what another one has just made. It is the lock of
 * the path's directory, which leaves no file behind.
 */
final class PathLock implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(PathLock.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final @Nullable LockFile lock;

	private PathLock(@Nullable LockFile lock) {
		this.lock = lock;
	}

	/**
	 * Wait for the lock.
	 * @param path an absolute path
	 * @return the lock, owned by the caller; not held if the directory cannot be read, or
	 * somebody does not let go of it
	 * @throws InterruptedIOException if the thread was interrupted; its flag is kept
	 */
	static PathLock acquire(Path path) throws InterruptedIOException {
		Path directory = path.getParent();
		if (directory == null) {
			return new PathLock(null);
		}
		try {
			return new PathLock(LockFile.ofDirectory(directory, TIMEOUT));
		}
		catch (InterruptedIOException ex) {
			throw ex;
		}
		catch (IOException | IllegalArgumentException ex) {
			logger.debug("Directory " + directory + " cannot be locked", ex);
			return new PathLock(null);
		}
	}

	boolean isHeld() {
		return this.lock != null;
	}

	@Override
	public void close() {
		if (this.lock != null) {
			this.lock.close();
		}
	}

}
