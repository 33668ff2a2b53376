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
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import io.gracefulrestart.fd.ControlPathState;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.NativeException;

/**
 * Makes listeners on Unix domain sockets. What a dead process has left at the path is
 * removed, a live process's socket and whatever else stands there is not.
 */
final class UnixListeners {

	private final ListenerMode mode;

	/**
	 * Create a maker.
	 * @param mode how listeners are obtained, for who has to say why one is not
	 */
	UnixListeners(ListenerMode mode) {
		this.mode = mode;
	}

	/**
	 * Make the listener, which takes connections in from now on.
	 * @param request what is asked for
	 * @param path its path
	 * @return the listener, owned by the caller
	 * @throws PortTakenException if a process listens there
	 * @throws SocketPathException if the path cannot be used
	 */
	Listener bind(ListenerRequest request, Path path) throws IOException {
		PathLock lock = PathLock.acquire(path);
		try {
			makeRoom(request, path);
			return bindFree(request, path);
		}
		catch (NativeException ex) {
			throw new SocketPathException(request.name(), path, "cannot be made: " + ex.getMessage(),
					"Let its directory be one that this user may write in (systemd: RuntimeDirectory=), or have a"
							+ " supervisor open the socket",
					ex);
		}
		catch (IllegalArgumentException ex) {
			throw new SocketPathException(request.name(), path, "is no path for a socket: " + ex.getMessage(),
					"Choose a shorter one, of plain letters", ex);
		}
		finally {
			lock.close();
		}
	}

	private void makeRoom(ListenerRequest request, Path path) throws IOException {
		switch (state(request, path)) {
			case LIVE -> throw new PortTakenException(request, this.mode, PortHolder.find(request.address()),
					new BindException("bind(" + path + ") failed: another process listens there"));
			case NOT_A_SOCKET ->
				throw new SocketPathException(request.name(), path, "is " + kind(path) + " and not a socket",
						"Remove it if nobody needs it, or choose another path", null);
			case STALE -> Files.deleteIfExists(path);
			case ABSENT -> {
			}
		}
	}

	private static ControlPathState state(ListenerRequest request, Path path) throws IOException {
		try {
			return ControlPathState.of(path);
		}
		catch (IOException ex) {
			throw new SocketPathException(request.name(), path,
					"is there, and it cannot be found out whether a process listens: " + ex.getMessage(),
					"Remove it if it is left over, or choose another path", ex);
		}
	}

	private static String kind(Path path) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return attributes.isSymbolicLink() ? "a symbolic link"
					: attributes.isDirectory() ? "a directory" : "a file";
		}
		catch (NoSuchFileException ex) {
			return "a file";
		}
	}

	private static Listener bindFree(ListenerRequest request, Path path) throws IOException {
		Descriptor descriptor = ListeningSockets.bind(path, request.permissions());
		try {
			ListeningSockets.listen(descriptor, request.backlog());
			return Listener.of(request.name(), Origin.BIND, request.address(), descriptor);
		}
		catch (IOException | RuntimeException ex) {
			Files.deleteIfExists(path); // bind has just made it
			descriptor.close();
			throw ex;
		}
	}

}
