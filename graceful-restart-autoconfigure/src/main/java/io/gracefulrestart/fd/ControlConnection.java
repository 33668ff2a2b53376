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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A Unix stream connection that carries bytes, and descriptors with them. Thread safe:
 * what two threads send is not mixed, one thread can send while another receives, and a
 * {@link #close()} from any thread ends their waiting at once; an interrupt does not.
 * Every read has room for descriptors, so that none is dropped unseen.
 * <p>
 * After an exception the peer may have received, or this side lost, a part of a message:
 * close.
 */
public final class ControlConnection implements AutoCloseable {

	/** The most descriptors that one {@code send} takes. */
	public static final int MAXIMUM_DESCRIPTORS = Message.MAXIMUM_DESCRIPTORS;

	// One system call's worth; longer payloads take several.
	private static final int MAXIMUM_PAYLOAD = 64 * 1024;

	private final Descriptor descriptor;

	private final ReentrantLock sending = new ReentrantLock();

	private volatile boolean closed;

	/**
	 * Take over a connected socket.
	 * @param descriptor the socket, owned by this connection from now on
	 */
	ControlConnection(Descriptor descriptor) {
		this.descriptor = descriptor;
	}

	/**
	 * Connect to a {@link ControlListener}.
	 * @param path its path
	 * @param timeout how long to wait while its backlog is full
	 * @return the connection, owned by the caller
	 * @throws SocketTimeoutException if the backlog stayed full
	 * @throws NativeException {@code ECONNREFUSED} if nobody listens there any more,
	 * {@code ENOENT} if there is no such file, {@code EACCES} if it may not be opened
	 * @throws IllegalArgumentException if the path is too long for a socket
	 */
	public static ControlConnection connect(Path path, Duration timeout) throws IOException {
		return new ControlConnection(UnixSockets.connect(path, Deadline.after(timeout)));
	}

	/**
	 * Take over a connected socket that another process has passed.
	 * @param descriptor a Unix stream socket, owned by the connection from now on
	 * @return the connection, owned by the caller
	 */
	public static ControlConnection adopt(Descriptor descriptor) {
		return new ControlConnection(descriptor);
	}

	/**
	 * Make two connections that are connected to each other.
	 * @return both ends, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	public static Pair pair() throws NativeException {
		return UnixSockets.pair();
	}

	/**
	 * Send all bytes, the descriptors with the first one.
	 * @param bytes what to send, its position moves with what has been sent; at least one
	 * byte if there are descriptors
	 * @param descriptors what to pass, at most {@value #MAXIMUM_DESCRIPTORS}; they stay
	 * the caller's, and may be closed when this returns
	 * @param timeout how long to wait for the peer to make room
	 * @throws SocketTimeoutException if the peer did not read in time
	 * @throws ClosedChannelException if this connection is closed, before or meanwhile
	 * @throws NativeException {@code EPIPE} or {@code ECONNRESET} if the peer has closed,
	 * {@code ETOOMANYREFS} if too many descriptors are in flight
	 * @throws IllegalStateException if one of the descriptors is closed
	 */
	public void send(ByteBuffer bytes, List<Descriptor> descriptors, Duration timeout) throws IOException {
		if (descriptors.size() > MAXIMUM_DESCRIPTORS) {
			throw new IllegalArgumentException(
					descriptors.size() + " descriptors, but one message takes at most " + MAXIMUM_DESCRIPTORS);
		}
		if (!descriptors.isEmpty() && !bytes.hasRemaining()) {
			throw new IllegalArgumentException("Descriptors need a byte to ride on");
		}
		Deadline deadline = Deadline.after(timeout);
		this.sending.lock();
		try (Loan socket = loan(); Loan passed = Loan.of(descriptors)) {
			int[] riders = passed.numbers();
			while (bytes.hasRemaining()) {
				int count = Math.min(bytes.remaining(), MAXIMUM_PAYLOAD);
				int sent = send(socket.number(), bytes.slice(bytes.position(), count), riders, deadline);
				bytes.position(bytes.position() + sent);
				riders = new int[0];
			}
		}
		finally {
			this.sending.unlock();
		}
	}

	private int send(int number, ByteBuffer bytes, int[] riders, Deadline deadline) throws IOException {
		LibC libc = NativeSupport.libc();
		try (Message message = Message.toSend(bytes, riders)) {
			while (true) {
				long sent = libc.sendmsg(number, message.address(), Linux.MSG_NOSIGNAL | Linux.MSG_DONTWAIT);
				if (sent >= 0) {
					return (int) sent;
				}
				awaitReady("sendmsg", libc.errno(), number, Linux.POLLOUT, deadline);
			}
		}
	}

	/**
	 * Receive what is there, waiting for the first byte.
	 * @param maxBytes the most bytes to receive, positive; less may come in any case
	 * @param timeout how long to wait for the first byte
	 * @return bytes and descriptors, owned by the caller; {@code null} at end of file:
	 * the peer has closed, or died
	 * @throws SocketTimeoutException if nothing came in time
	 * @throws ClosedChannelException if this connection is closed, before or meanwhile
	 * @throws DescriptorsTruncatedException if not all descriptors fitted into this
	 * process; those that came are closed
	 * @throws NativeException {@code ECONNRESET} if the peer closed or died without
	 * reading all that was sent to it
	 */
	public @Nullable Received receive(int maxBytes, Duration timeout) throws IOException {
		if (maxBytes <= 0) {
			throw new IllegalArgumentException("Maximum of bytes must be positive: " + maxBytes);
		}
		Deadline deadline = Deadline.after(timeout);
		LibC libc = NativeSupport.libc();
		try (Loan socket = loan(); Message message = Message.toReceive(Math.min(maxBytes, MAXIMUM_PAYLOAD))) {
			while (true) {
				long count = libc.recvmsg(socket.number(), message.prepareReceive().address(),
						Linux.MSG_DONTWAIT | Linux.MSG_CMSG_CLOEXEC);
				if (count >= 0) {
					return received(message, (int) count);
				}
				awaitReady("recvmsg", libc.errno(), socket.number(), Linux.POLLIN, deadline);
			}
		}
	}

	private @Nullable Received received(Message message, int count) throws IOException {
		List<Descriptor> descriptors = message.takeDescriptors();
		if (message.isTruncated()) {
			descriptors.forEach(Descriptor::close);
			throw new DescriptorsTruncatedException(descriptors.size());
		}
		if (count > 0) {
			return new Received(message.payload(count), descriptors);
		}
		if (this.closed) {
			// The end that this side made must not be taken for the peer's.
			throw new AsynchronousCloseException();
		}
		return null;
	}

	private void awaitReady(String call, int errno, int number, int events, Deadline deadline) throws IOException {
		if (this.closed) {
			throw new AsynchronousCloseException();
		}
		if (errno == Linux.EAGAIN) {
			if (!Poll.await(events, deadline, number)) {
				throw new SocketTimeoutException(call + " timed out");
			}
		}
		else if (errno != Linux.EINTR) {
			throw new NativeException(errno, call);
		}
	}

	/**
	 * Return whether there is nothing to receive at this instant, not even the end of
	 * file.
	 * @return whether {@link #receive} would wait; {@code false} once this end is closed
	 */
	public boolean isQuiet() {
		try (Loan socket = loan()) {
			return !Poll.await(Linux.POLLIN, Deadline.after(Duration.ZERO), socket.number());
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return who is at the other end.
	 * @return the peer's credentials at the time of {@code connect} or {@code listen}
	 * @throws ClosedChannelException if this connection is closed
	 * @throws NativeException if the kernel does not say
	 */
	public PeerCredentials peer() throws IOException {
		try (Loan socket = loan()) {
			return PeerCredentials.of(socket.number());
		}
	}

	private Loan loan() throws ClosedChannelException {
		try {
			return Loan.of(this.descriptor);
		}
		catch (IllegalStateException ex) {
			throw new ClosedChannelException();
		}
	}

	/**
	 * Give the socket away, to be passed to another process. This connection must not be
	 * used any more.
	 * @return the socket, owned by the caller
	 */
	public Descriptor surrender() {
		return this.descriptor;
	}

	/**
	 * Return whether {@link #close()} was not called yet. It says nothing about the peer.
	 * @return whether this end is open
	 */
	public boolean isOpen() {
		return !this.closed;
	}

	/**
	 * End the connection. What was sent before still reaches the peer. Idempotent, never
	 * throws.
	 */
	@Override
	public void close() {
		this.closed = true;
		// Before the descriptor is closed: this is what wakes threads that wait on it.
		try (Loan socket = loan()) {
			NativeSupport.libc().shutdown(socket.number(), Linux.SHUT_RDWR);
		}
		catch (ClosedChannelException ex) {
			// Closed before, so there is nobody to wake.
		}
		this.descriptor.close();
	}

	@Override
	public String toString() {
		return "control connection " + this.descriptor;
	}

	/**
	 * Two connections that are connected to each other.
	 *
	 * @param first one end
	 * @param second the other end
	 */
	public record Pair(ControlConnection first, ControlConnection second) implements AutoCloseable {

		@Override
		public void close() {
			this.first.close();
			this.second.close();
		}

	}

}
