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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gracefulrestart.fd.AddressText;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.Molds;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.fd.SocketKind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket of this process, TCP or Unix. It owns a descriptor, which keeps the
 * socket and its queue of connections alive in the kernel even while nobody accepts.
 * Thread safe.
 */
public final class Listener implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Listener.class);

	private final String name;

	private final Origin origin;

	private final @Nullable InetSocketAddress requested;

	private final Descriptor descriptor;

	private final SocketAddress address;

	private final long inode;

	private final Runnable afterClose;

	// What this process asks for, 0 if it has not asked.
	private final int backlog;

	private final AtomicBoolean closed = new AtomicBoolean();

	private Listener(String name, Origin origin, @Nullable InetSocketAddress requested, Descriptor descriptor,
			SocketAddress address, long inode, int backlog, Runnable afterClose) {
		this.name = name;
		this.origin = origin;
		this.requested = requested;
		this.descriptor = descriptor;
		this.address = address;
		this.inode = inode;
		this.backlog = backlog;
		this.afterClose = afterClose;
	}

	/**
	 * Make a listener of a descriptor that nobody has asked for yet.
	 * @param name its name
	 * @param origin where it comes from
	 * @param requested what the process that passes it had asked for, if known
	 * @param descriptor a listening stream socket, owned by the listener from now on
	 * unless this method fails
	 * @return the listener
	 * @throws IllegalArgumentException if it is another socket than that
	 * @throws IOException if it is no socket
	 */
	static Listener of(String name, Origin origin, @Nullable InetSocketAddress requested, Descriptor descriptor)
			throws IOException {
		SocketDescription description = SocketDescription.of(descriptor);
		SocketAddress address = description.localAddress();
		if (address == null || !description.listening() || description.kind() != SocketKind.STREAM) {
			throw new IllegalArgumentException("Descriptor of listener '" + name
					+ "' is not a listening TCP or Unix stream socket: " + description);
		}
		return new Listener(name, origin, requested, descriptor, address, descriptor.inode(), 0, () -> {
		});
	}

	/**
	 * Make the listener that answers a request. This one must not be used any more.
	 * @param request the request
	 * @return a listener with the name that was asked for, which owns the descriptor
	 */
	Listener claimedBy(ListenerRequest request) {
		return new Listener(request.name(), this.origin, request.address(), this.descriptor, this.address, this.inode,
				request.backlog(), this.afterClose);
	}

	/**
	 * Make a listener of a copy of the descriptor that answers a request; this one stays.
	 * @param request the request
	 * @param afterClose what to do when the copy has been closed
	 * @return a listener with the name that was asked for
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	Listener copyFor(ListenerRequest request, Runnable afterClose) throws NativeException {
		return new Listener(request.name(), this.origin, request.address(), this.descriptor.duplicate(), this.address,
				this.inode, request.backlog(), afterClose);
	}

	/**
	 * Return the name.
	 * @return the name that was asked for; before that, what its source calls it
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return what the socket is bound to.
	 * @return an {@link InetSocketAddress} or a {@link java.net.UnixDomainSocketAddress}
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Return what the connector asked for, which need not be what it got: port 0, or an
	 * address that the supervisor has chosen. A successor that is asked for the same gets
	 * this listener.
	 * @return the address asked for, {@code null} if nobody has asked
	 */
	public @Nullable InetSocketAddress requested() {
		return this.requested;
	}

	/**
	 * Return where it comes from.
	 * @return the origin
	 */
	public Origin origin() {
		return this.origin;
	}

	/**
	 * Return the inode of the socket, the same in every process that holds it.
	 * @return the number in {@code socket:[123]}
	 */
	public long inode() {
		return this.inode;
	}

	/**
	 * Make a new channel that accepts from this listener, see {@link Molds#listener}.
	 * Closing the channel leaves the listener open, and the other way round.
	 * @return a channel in blocking mode, owned by the caller
	 * @throws IOException if the channel cannot be made
	 * @throws IllegalStateException if this listener is closed
	 */
	public ServerSocketChannel open() throws IOException {
		return Molds.listener(this.descriptor);
	}

	/**
	 * Return whether a connection waits to be accepted. Another holder of the socket may
	 * take it at any moment.
	 * @return whether the kernel's queue is not empty
	 * @throws IOException if the queue cannot be looked at
	 */
	public boolean hasPending() throws IOException {
		return ListeningSockets.hasPending(this.descriptor);
	}

	/**
	 * Return whether a supervisor holds the socket too, so that its queue outlives this
	 * process.
	 * @return whether it was inherited from a supervisor
	 */
	public boolean isHeldBySupervisor() {
		return this.origin == Origin.SYSTEMD || this.origin == Origin.SERVER_STARTER;
	}

	/**
	 * Make a copy of the descriptor, to be passed to another process.
	 * @return the copy, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 * @throws IllegalStateException if this listener is closed
	 */
	public Descriptor duplicate() throws NativeException {
		return this.descriptor.duplicate();
	}

	/**
	 * Return whether the listener still keeps its socket.
	 * @return {@code false} once {@link #close()} was called
	 */
	public boolean isOpen() {
		return this.descriptor.isOpen();
	}

	/**
	 * Give the descriptor up. Channels made by {@link #open()} and other processes keep
	 * theirs. Idempotent, never throws.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.descriptor.close();
			this.afterClose.run();
		}
	}

	/**
	 * Give the kernel's accept queue of a passed listener the length that this process
	 * asks for. The predecessor's was another one, if the setting has changed.
	 */
	void applyBacklog() {
		if (this.origin != Origin.HANDOFF || this.backlog <= 0) {
			return;
		}
		try {
			ListeningSockets.listen(this.descriptor, this.backlog);
		}
		catch (NativeException ex) {
			logger.warn("Listener " + this + " keeps the backlog of the predecessor", ex);
		}
	}

	@Override
	public String toString() {
		return this.name + " " + AddressText.of(this.address) + " (" + this.origin + ", socket:[" + this.inode + "])";
	}

}
