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
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PortSharing;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.fd.SocketKind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a listener asks of the kernel. Thread safe.
 */
final class ListenerSocket {

	private static final Log logger = LogFactory.getLog(ListenerSocket.class);

	private final Descriptor descriptor;

	private final SocketAddress address;

	private final long inode;

	// What this process asks for, 0 if it has not asked.
	private final int backlog;

	// Of a Unix listener, unless a supervisor holds it, whose affair it is then.
	private final @Nullable SocketPath path;

	private boolean listening;

	private ListenerSocket(Descriptor descriptor, SocketAddress address, @Nullable SocketPath path, long inode,
			int backlog, boolean listening) {
		this.descriptor = descriptor;
		this.address = address;
		this.path = path;
		this.inode = inode;
		this.backlog = backlog;
		this.listening = listening;
	}

	/**
	 * Look at a socket that takes connections in.
	 * @param name what the listener is called
	 * @param descriptor the socket; stays the caller's
	 * @param heldBySupervisor whether a supervisor holds it too
	 * @return the socket
	 * @throws IllegalArgumentException if it is another one than that
	 * @throws IOException if it is no socket
	 */
	static ListenerSocket listening(String name, Descriptor descriptor, boolean heldBySupervisor) throws IOException {
		SocketDescription description = SocketDescription.of(descriptor);
		SocketAddress address = description.localAddress();
		if (address == null || !description.listening() || description.kind() != SocketKind.STREAM) {
			throw new IllegalArgumentException("Descriptor of listener '" + name
					+ "' is not a listening TCP or Unix stream socket: " + description);
		}
		SocketPath path = heldBySupervisor ? null : SocketPath.of(address);
		return new ListenerSocket(descriptor, address, path, descriptor.inode(), 0, true);
	}

	/**
	 * Look at a socket that is bound and takes no connections in yet.
	 * @param descriptor the socket; stays the caller's
	 * @param backlog how many connections may wait
	 * @return the socket
	 * @throws IOException if it is no socket
	 */
	static ListenerSocket bound(Descriptor descriptor, int backlog) throws IOException {
		SocketAddress address = Objects.requireNonNull(SocketDescription.of(descriptor).localAddress());
		return new ListenerSocket(descriptor, address, null, descriptor.inode(), backlog, false);
	}

	ListenerSocket withBacklog(int changed) {
		return new ListenerSocket(this.descriptor, this.address, this.path, this.inode, changed, isListening());
	}

	/**
	 * Copy the descriptor.
	 * @param changed how many connections may wait
	 * @return the same socket by another descriptor, which is the caller's
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	ListenerSocket copy(int changed) throws NativeException {
		return new ListenerSocket(this.descriptor.duplicate(), this.address, this.path, this.inode, changed,
				isListening());
	}

	Descriptor descriptor() {
		return this.descriptor;
	}

	SocketAddress address() {
		return this.address;
	}

	long inode() {
		return this.inode;
	}

	synchronized void begin() throws IOException {
		if (!this.listening) {
			ListeningSockets.listen(this.descriptor, this.backlog);
			this.listening = true;
			try {
				// What one that was killed while it left has left behind.
				new PortSharing(this.descriptor).release();
			}
			catch (NativeException ex) {
				logger.debug("Choice among the listeners of a shared port cannot be undone", ex);
			}
		}
	}

	synchronized boolean isListening() {
		return this.listening;
	}

	boolean hasPending() throws IOException {
		return isListening() && ListeningSockets.hasPending(this.descriptor);
	}

	@Nullable PortSharing sharing() throws NativeException {
		if (!isListening()) {
			return null;
		}
		PortSharing sharing = new PortSharing(this.descriptor);
		return sharing.isAllowed() ? sharing : null;
	}

	/**
	 * Remove the path of a Unix listener: nobody else will serve it.
	 */
	void withdraw() {
		if (this.path != null) {
			this.path.remove(this.inode);
		}
	}

	/**
	 * Give the descriptor up, and the path of a Unix listener with it, unless somebody
	 * else holds the socket.
	 */
	void close() {
		this.descriptor.close();
		if (this.path != null) {
			this.path.removeIfLast(this.inode);
		}
	}

	void applySettings(Listener listener, @Nullable Set<PosixFilePermission> permissions) {
		applyBacklog(listener);
		if (this.path != null && permissions != null) {
			try {
				this.path.permit(permissions);
			}
			catch (IOException ex) {
				logger.warn("Listener " + listener + " keeps the permissions of the predecessor", ex);
			}
		}
	}

	private void applyBacklog(Listener listener) {
		if (this.backlog <= 0) {
			return;
		}
		try {
			ListeningSockets.listen(this.descriptor, this.backlog);
		}
		catch (NativeException ex) {
			logger.warn("Listener " + listener + " keeps the backlog of the predecessor", ex);
		}
	}

}
