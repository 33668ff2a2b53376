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
import io.gracefulrestart.fd.Molds;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PortSharing;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket of this process, TCP or Unix. It owns a descriptor, which keeps the
 * socket and its queue of connections alive in the kernel even while nobody accepts.
 * Thread safe.
 */
public final class Listener implements AutoCloseable {

	private final String name;

	private volatile Origin origin;

	private final @Nullable SocketAddress requested;

	// Whether a supervisor does, although the listener came from a predecessor.
	private final boolean heldBySupervisor;

	private volatile ListenerSocket socket;

	private final Runnable afterClose;

	private final AtomicBoolean closed = new AtomicBoolean();

	private Listener(String name, Origin origin, @Nullable SocketAddress requested, boolean heldBySupervisor,
			ListenerSocket socket, Runnable afterClose) {
		this.name = name;
		this.origin = origin;
		this.requested = requested;
		this.heldBySupervisor = heldBySupervisor;
		this.socket = socket;
		this.afterClose = afterClose;
	}

	/**
	 * Make a listener of a descriptor that nobody has asked for yet.
	 * @param name its name
	 * @param origin where it comes from
	 * @param requested what was asked for, if somebody has asked
	 * @param descriptor a listening stream socket, owned by the listener from now on
	 * unless this method fails
	 * @return the listener
	 * @throws IllegalArgumentException if it is another socket than that
	 * @throws IOException if it is no socket
	 */
	static Listener of(String name, Origin origin, @Nullable SocketAddress requested, Descriptor descriptor)
			throws IOException {
		boolean held = origin.isSupervisor();
		return new Listener(name, origin, requested, held, ListenerSocket.listening(name, descriptor, held), () -> {
		});
	}

	/**
	 * Make a listener of what a predecessor has passed.
	 * @param passed what has come; its descriptor is owned by the listener from now on
	 * unless this method fails
	 * @return the listener
	 * @throws IllegalArgumentException if it is no listening stream socket
	 * @throws IOException if it is no socket
	 */
	static Listener handedOff(HandedOffListener passed) throws IOException {
		return new Listener(passed.name(), Origin.HANDOFF, passed.requested(), passed.heldBySupervisor(),
				ListenerSocket.listening(passed.name(), passed.descriptor(), passed.heldBySupervisor()), () -> {
				});
	}

	/**
	 * Make a listener of a socket that is bound to a shared port, and does not listen
	 * yet.
	 * @param request the request that it answers
	 * @param descriptor the socket, owned by the listener from now on unless this method
	 * fails
	 * @return the listener
	 * @throws IOException if it is no bound socket
	 */
	static Listener bound(ListenerRequest request, Descriptor descriptor) throws IOException {
		return new Listener(request.name(), Origin.REUSE_PORT, request.address(), false,
				ListenerSocket.bound(descriptor, request.backlog()), () -> {
				});
	}

	/**
	 * Make the listener that answers a request. This one must not be used any more.
	 * @param request the request
	 * @return a listener with the name that was asked for, which owns the descriptor
	 */
	Listener claimedBy(ListenerRequest request) {
		return new Listener(request.name(), this.origin, request.address(), this.heldBySupervisor,
				this.socket.withBacklog(request.backlog()), this.afterClose);
	}

	/**
	 * Make a listener of a copy of the descriptor that answers a request; this one stays.
	 * @param request the request
	 * @param afterClose what to do when the copy has been closed
	 * @return a listener with the name that was asked for
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	Listener copyFor(ListenerRequest request, Runnable afterClose) throws NativeException {
		return new Listener(request.name(), this.origin, request.address(), this.heldBySupervisor,
				this.socket.copy(request.backlog()), afterClose);
	}

	// Takes the place of the other, which must not be used any more. Does not listen yet.
	void become(Listener other) {
		ListenerSocket own = this.socket;
		this.origin = other.origin;
		this.socket = other.socket;
		own.descriptor().close();
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
		return this.socket.address();
	}

	/**
	 * Return what the connector asked for, which need not be what it got: port 0, or an
	 * address that the supervisor has chosen. A successor that is asked for the same gets
	 * this listener.
	 * @return the address asked for, {@code null} if nobody has asked
	 */
	public @Nullable SocketAddress requested() {
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
		return this.socket.inode();
	}

	/**
	 * Begin to take connections in, if this listener does not yet.
	 * @throws IOException if another socket listens there that does not share the port
	 */
	public void begin() throws IOException {
		this.socket.begin();
	}

	/**
	 * Return whether connections are taken in, so that {@link #open()} can be called.
	 * @return {@code false} before {@link #begin()}
	 */
	public boolean isListening() {
		return this.socket.isListening();
	}

	/**
	 * Return how this listener gets on with others on its port.
	 * @return the view, {@code null} if nobody shares the port, or it is no TCP port
	 * @throws NativeException if the kernel does not say
	 */
	public @Nullable PortSharing sharing() throws NativeException {
		return (this.socket.address() instanceof InetSocketAddress) ? this.socket.sharing() : null;
	}

	/**
	 * Make a new channel that accepts from this listener, see {@link Molds#listener}.
	 * Closing the channel leaves the listener open, and the other way round.
	 * @return a channel in blocking mode, owned by the caller
	 * @throws IOException if the channel cannot be made
	 * @throws IllegalStateException if this listener is closed
	 */
	public ServerSocketChannel open() throws IOException {
		return Molds.listener(this.socket.descriptor());
	}

	/**
	 * Return whether a connection waits to be accepted. Another holder of the socket may
	 * take it at any moment.
	 * @return whether the kernel's queue is not empty
	 * @throws IOException if the queue cannot be looked at
	 */
	public boolean hasPending() throws IOException {
		return this.socket.hasPending();
	}

	/**
	 * Return whether a supervisor holds the socket too, so that its queue outlives this
	 * process.
	 * @return whether this process, or a predecessor, has inherited it from a supervisor
	 */
	public boolean isHeldBySupervisor() {
		return this.heldBySupervisor;
	}

	/**
	 * Make a copy of the descriptor, to be passed to another process.
	 * @return the copy, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 * @throws IllegalStateException if this listener is closed
	 */
	public Descriptor duplicate() throws NativeException {
		return this.socket.descriptor().duplicate();
	}

	/**
	 * Return whether the listener still keeps its socket.
	 * @return {@code false} once {@link #close()} was called
	 */
	public boolean isOpen() {
		return this.socket.descriptor().isOpen();
	}

	/**
	 * Give the descriptor up. Channels made by {@link #open()} and other processes keep
	 * theirs. The path of a Unix listener is removed when nobody has the socket any more,
	 * unless it is a supervisor's. Idempotent, never throws.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.socket.close();
			this.afterClose.run();
		}
	}

	/**
	 * Make sure that nobody new finds a Unix listener which this process alone serves,
	 * and which nobody is to serve after it: those who have found it are in its queue.
	 */
	void withdraw() {
		if (this.socket.descriptor().isOpen()) {
			this.socket.withdraw();
		}
	}

	/**
	 * Give the kernel's accept queue of a passed listener the length that this process
	 * asks for, and its path the permissions. The predecessor's were others, if the
	 * settings have changed.
	 * @param request what this process asks for
	 */
	void applySettings(ListenerRequest request) {
		if (this.origin == Origin.HANDOFF) {
			this.socket.applySettings(this, request.permissions());
		}
	}

	@Override
	public String toString() {
		return this.name + " " + AddressText.of(this.socket.address()) + " (" + this.origin + ", socket:["
				+ this.socket.inode() + "])";
	}

}
