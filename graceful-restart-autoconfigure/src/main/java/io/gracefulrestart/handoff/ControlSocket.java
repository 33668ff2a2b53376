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
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.ControlPathState;
import io.gracefulrestart.fd.LockFile;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The path at which generations of an application meet. It is made by the first one,
 * stays the same while the listener behind it is passed on, and is removed by the last
 * one. Looking, removing what is stale and binding happen under a lock file beside it
 * ({@value #LOCK}), which stays, so that two processes that start at the same moment do
 * not remove each other's. Thread safe.
 */
public final class ControlSocket {

	static final String LOCK = ".graceful-restart.lock";

	private static final Log logger = LogFactory.getLog(ControlSocket.class);

	// struct sockaddr_un, see unix(7): 108 with the terminating zero.
	private static final int MAXIMUM_BYTES = 107;

	private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

	private final Path path;

	private final ControlDirectory directory;

	private volatile @Nullable FileKey ownKey;

	private ControlSocket(Path path, int uid) {
		this.path = path;
		this.directory = new ControlDirectory(path.resolveSibling("").normalize(), uid);
	}

	/**
	 * Use a path. Nothing is looked at yet.
	 * @param path the path
	 * @return the control socket
	 * @throws ControlSocketException if the path is too long for a socket, or cannot be
	 * encoded
	 */
	public static ControlSocket at(Path path) throws ControlSocketException {
		Path absolute = path.toAbsolutePath().normalize();
		Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
		if (!charset.newEncoder().canEncode(absolute.toString())) {
			throw new ControlSocketException(absolute,
					"cannot be written in this process's file name encoding " + charset,
					"Name a path of plain letters with graceful-restart.handoff.socket.", null);
		}
		int bytes = absolute.toString().getBytes(charset).length;
		if (bytes > MAXIMUM_BYTES) {
			throw new ControlSocketException(absolute,
					"has " + bytes + " bytes, but the path of a socket has at most " + MAXIMUM_BYTES,
					"Name a shorter path with graceful-restart.handoff.socket.", null);
		}
		return new ControlSocket(absolute, Processes.uid());
	}

	/**
	 * Return the path.
	 * @return the absolute path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Make the socket, and its directory if that is missing, for a process that has found
	 * no predecessor. A stale socket is removed.
	 * @return the listener, owned by the caller; empty if a live process has the path:
	 * one that was started at the same moment, to take over from
	 * @throws ControlSocketUnavailableException if there is no place for it
	 * @throws ControlSocketException if the directory is not safe, or something else
	 * stands at the path
	 */
	public Optional<ControlListener> bind() throws ControlSocketException {
		this.directory.prepare();
		try {
			LockFile lock = lock();
			try {
				return bindLocked();
			}
			finally {
				lock.close();
			}
		}
		catch (ControlSocketException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new ControlSocketUnavailableException(this.path, "cannot be made: " + FileErrors.reason(ex), ex);
		}
	}

	private Optional<ControlListener> bindLocked() throws IOException {
		ControlPathState state = ControlPathState.of(this.path);
		if (state == ControlPathState.LIVE) {
			return Optional.empty();
		}
		if (state == ControlPathState.NOT_A_SOCKET) {
			throw notASocket(attributes());
		}
		Files.deleteIfExists(this.path);
		ControlListener listener = ControlListener.bind(this.path);
		this.ownKey = key();
		return Optional.of(listener);
	}

	/**
	 * Return what keeps a process from connecting: nothing is there.
	 * @return why, or {@code null} if a socket stands at the path
	 * @throws ControlSocketException if it is not safe to connect
	 */
	@Nullable String absence() throws ControlSocketException {
		if (!this.directory.exists()) {
			return "directory " + this.directory.path() + " does not exist";
		}
		try {
			BasicFileAttributes attributes = attributes();
			// A socket is none of what the JDK has a name for.
			if (!attributes.isOther()) {
				throw notASocket(attributes);
			}
			return null;
		}
		catch (NoSuchFileException ex) {
			return "control socket " + this.path + " does not exist";
		}
		catch (ControlSocketException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new ControlSocketUnavailableException(this.path, "cannot be read: " + FileErrors.reason(ex), ex);
		}
	}

	private ControlSocketException notASocket(BasicFileAttributes attributes) {
		String kind = attributes.isSymbolicLink() ? "a symbolic link"
				: attributes.isDirectory() ? "a directory" : "a file";
		return new ControlSocketException(this.path, "is " + kind + " and not a socket",
				"Remove it if nobody needs it, or name another place with graceful-restart.handoff.socket.", null);
	}

	/**
	 * Return what tells the file at the path from every other.
	 * @return its identity
	 * @throws IOException if nothing is there
	 */
	FileKey key() throws IOException {
		return new FileKey(Files.readAttributes(this.path, "unix:dev,ino,ctime", LinkOption.NOFOLLOW_LINKS));
	}

	private BasicFileAttributes attributes() throws IOException {
		return Files.readAttributes(this.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Note that the listener which was passed to this process is the one at the path.
	 * @param key what {@link #key()} said when the conversation began there
	 */
	void inherit(FileKey key) {
		this.ownKey = key;
	}

	/**
	 * Remove the socket on a clean stop without a successor, if it is still the one that
	 * this process has made or inherited. Does nothing otherwise, and never throws: what
	 * is left is stale, and the next start removes it.
	 */
	public void remove() {
		FileKey own = this.ownKey;
		this.ownKey = null;
		if (own == null) {
			return;
		}
		try {
			LockFile lock = lock();
			try {
				if (own.equals(key())) {
					Files.delete(this.path);
				}
			}
			finally {
				lock.close();
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("Control socket " + this.path + " is removed already");
		}
		catch (IOException ex) {
			logger.debug("Control socket " + this.path + " cannot be removed", ex);
		}
	}

	private LockFile lock() throws IOException {
		Deadline deadline = Deadline.after(LOCK_TIMEOUT);
		return LockFile.acquire(this.path.resolveSibling(LOCK), deadline.remaining());
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * Identity of a file. The inode alone is not one: the next file may get the number of
	 * one that was removed.
	 *
	 * @param attributes device, inode and time of the last change
	 */
	record FileKey(Map<String, Object> attributes) {

	}

}
