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
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Takes in {@link ControlConnection}s at a path. The socket can be passed to another
 * process like any listener: closing this one then leaves the path alone, which is its
 * last owner's to remove. Thread safe.
 * <p>
 * All holders of the socket leave it in non-blocking mode, since one of them may find
 * that another has accepted what it was woken for.
 */
public final class ControlListener implements AutoCloseable {

	private final Descriptor socket;

	private final WakeUp wakeUp;

	private volatile boolean closed;

	private ControlListener(Descriptor socket, WakeUp wakeUp) {
		this.socket = socket;
		this.wakeUp = wakeUp;
	}

	/**
	 * Make a socket at a path, of mode 0600 from its first instant on.
	 * @param path a path that does not exist, at most 107 bytes long
	 * @return the listener, owned by the caller
	 * @throws NativeException {@code EADDRINUSE} if the path exists, {@code ENOENT},
	 * {@code EACCES} or {@code EROFS} if its directory cannot take it
	 * @throws IllegalArgumentException if the path is too long, or cannot be encoded
	 */
	public static ControlListener bind(Path path) throws IOException {
		WakeUp wakeUp = WakeUp.create();
		try {
			return new ControlListener(UnixSockets.listen(path), wakeUp);
		}
		catch (IOException | RuntimeException | Error ex) {
			wakeUp.close();
			throw ex;
		}
	}

	/**
	 * Take over a listener that another process has passed.
	 * @param descriptor a listening Unix stream socket; owned by the listener from now on
	 * unless this method fails
	 * @return the listener, owned by the caller
	 * @throws NativeException {@code ENOTSOCK} if it is no socket
	 * @throws IllegalArgumentException if it is another socket than that
	 */
	public static ControlListener adopt(Descriptor descriptor) throws IOException {
		SocketDescription description = SocketDescription.of(descriptor);
		if (description.family() != SocketFamily.UNIX || description.kind() != SocketKind.STREAM
				|| !description.listening()) {
			throw new IllegalArgumentException("Not a listening Unix stream socket: " + description);
		}
		SocketOptions.setNonBlocking(descriptor);
		return new ControlListener(descriptor, WakeUp.create());
	}

	/**
	 * Return whether a process listens at a path.
	 * @param path the path
	 * @return {@code false} if there is no socket, or a stale one
	 * @throws IOException if that cannot be found out
	 * @see ControlPathState
	 */
	public static boolean isLive(Path path) throws IOException {
		return ControlPathState.of(path) == ControlPathState.LIVE;
	}

	/**
	 * Wait for a connection.
	 * @return the connection, owned by the caller; {@code null} once this listener is
	 * closed
	 * @throws NativeException {@code EMFILE} or {@code ENFILE} if there is no number
	 * left: the connection waits, and the next call may fail at once
	 */
	public @Nullable ControlConnection accept() throws IOException {
		try (Loan loan = Loan.of(this.socket); Loan wake = this.wakeUp.loan()) {
			while (!this.closed) {
				int accepted = NativeSupport.libc().accept4(loan.number(), Linux.SOCK_CLOEXEC);
				if (accepted >= 0) {
					return new ControlConnection(Descriptor.owning(accepted));
				}
				switch (NativeSupport.libc().errno()) {
					case Linux.EAGAIN -> Poll.await(Linux.POLLIN, null, loan.number(), wake.number());
					case Linux.EINTR, Linux.ECONNABORTED -> {
						// Nothing to wait for: try again.
					}
					default ->
						throw new NativeException(NativeSupport.libc().errno(), "accept4(fd " + loan.number() + ")");
				}
			}
		}
		catch (IllegalStateException ex) {
			if (!this.closed) {
				throw ex;
			}
		}
		return null;
	}

	/**
	 * Make a copy of the descriptor, to be passed to another process.
	 * @return the copy, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 * @throws IllegalStateException if this listener is closed
	 */
	public Descriptor duplicate() throws NativeException {
		return this.socket.duplicate();
	}

	/**
	 * Return the inode of the socket, the same in every process that holds it.
	 * @return the inode number
	 * @throws IOException if {@code /proc} cannot be read
	 */
	public long inode() throws IOException {
		return this.socket.inode();
	}

	/**
	 * End {@link #accept()} and give the socket up. Other holders are not disturbed and
	 * the path stays. Idempotent, never throws.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.wakeUp.close();
		this.socket.close();
	}

	@Override
	public String toString() {
		return "control listener " + this.socket;
	}

}
