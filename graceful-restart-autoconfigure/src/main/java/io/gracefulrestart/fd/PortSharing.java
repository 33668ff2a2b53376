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
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A listener that shares its port with others ({@code SO_REUSEPORT}), and how it leaves
 * them without losing a connection. Each of them has a queue of its own, and what waits
 * there is reset when it is closed. So new connections are kept away first; when the
 * queue is empty and nobody is half way into it, it can be closed.
 * <p>
 * The kernel numbers the listeners of a port in the order in which they began to listen,
 * and puts the last one in the place of one that is closed. Any of them may attach a
 * program that chooses the number for a new connection. It stays attached when the one
 * that attached it is closed. Used by one thread.
 */
public final class PortSharing {

	private static final Log logger = LogFactory.getLog(PortSharing.class);

	private static final int ATTEMPTS = 5;

	private final Descriptor descriptor;

	private final byte[] address;

	private Set<String> group = Set.of();

	private int index = -1;

	/**
	 * Create a view of a listener.
	 * @param descriptor a listening TCP socket; stays the caller's
	 * @throws NativeException if it is no socket
	 */
	public PortSharing(Descriptor descriptor) throws NativeException {
		this.descriptor = descriptor;
		try (Loan loan = Loan.of(descriptor)) {
			this.address = SocketAddresses.localBytes(loan.number());
		}
	}

	/**
	 * Let others share the port of a socket, listening or not.
	 * @param descriptor the socket; stays the caller's
	 * @throws NativeException if it is no socket
	 */
	public static void allow(Descriptor descriptor) throws NativeException {
		try (Loan loan = Loan.of(descriptor)) {
			SocketOptions.set(loan.number(), Linux.SOL_SOCKET, Linux.SO_REUSEPORT, 1);
		}
	}

	/**
	 * Return whether others may share the port.
	 * @return whether the option is set
	 * @throws NativeException if the kernel does not say
	 */
	public boolean isAllowed() throws NativeException {
		try (Loan loan = Loan.of(this.descriptor)) {
			return SocketOptions.get(loan.number(), Linux.SO_REUSEPORT) != 0;
		}
	}

	/**
	 * Count the listeners on the port, this one included. Those of other users or
	 * containers in this network namespace count too.
	 * @return how many there are
	 * @throws IOException if the kernel's table cannot be read
	 */
	public int members() throws IOException {
		return TcpTable.listeners(this.address).size();
	}

	/**
	 * Keep new connections away from this listener, if that is sure to be right.
	 * @return whether they are kept away; whoever joins later gets none either, until
	 * {@link #release()}
	 * @throws IOException if the kernel cannot be asked
	 */
	public Steering steerAway() throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			this.group = TcpTable.listeners(this.address);
			this.index = -1;
			Steering steering = (this.group.size() < 2) ? Steering.ALONE : steer(this.group.size());
			if (!hasChanged()) {
				if (steering != Steering.STEERED) {
					release();
				}
				return steering;
			}
			// Somebody has come or left meanwhile.
		}
		release();
		return Steering.UNCERTAIN;
	}

	/**
	 * Do it again where somebody else may have undone it, if nobody has joined or left.
	 * @return {@code false} if somebody has, or it was not done before
	 * @throws IOException if the kernel cannot be asked
	 */
	public boolean steerAgain() throws IOException {
		if (this.index < 0 || hasChanged()) {
			return false;
		}
		try (Loan loan = Loan.of(this.descriptor)) {
			BpfProgram.chooseAnyBut(this.index, this.group.size())
				.attach(loan.number(), Linux.SO_ATTACH_REUSEPORT_CBPF);
		}
		return true;
	}

	/**
	 * Have clients that ask again reach another listener with each attempt: the kernel by
	 * itself chooses the same one each time. Does nothing where there is no other.
	 * @throws IOException if the kernel refuses
	 */
	public void spreadAttempts() throws IOException {
		int members = members();
		if (members > 1) {
			try (Loan loan = Loan.of(this.descriptor)) {
				BpfProgram.chooseAny(members).attach(loan.number(), Linux.SO_ATTACH_REUSEPORT_CBPF);
			}
		}
	}

	private Steering steer(int members) {
		try (Loan loan = Loan.of(this.descriptor)) {
			this.index = SteeringProbe.find(loan.number(), this.address, members);
			if (this.index < 0) {
				return Steering.UNCERTAIN;
			}
			BpfProgram.chooseAnyBut(this.index, members).attach(loan.number(), Linux.SO_ATTACH_REUSEPORT_CBPF);
			return Steering.STEERED;
		}
		catch (IOException ex) {
			logger.debug("Which of the listeners is which cannot be found out", ex);
			return Steering.UNCERTAIN;
		}
	}

	/**
	 * Prepare the port for this listener's end, which has to follow at once: new
	 * connections are kept away until then, and the choice is the kernel's afterwards.
	 * @throws IOException if that fails
	 */
	public void giveWay() throws IOException {
		if (this.index < 0 || hasChanged()) {
			release();
			return;
		}
		try (Loan loan = Loan.of(this.descriptor)) {
			BpfProgram.chooseWithout(this.index, this.group.size())
				.attach(loan.number(), Linux.SO_ATTACH_REUSEPORT_CBPF);
		}
	}

	/**
	 * Return whether somebody has left since this was asked before, who may have left a
	 * choice behind that suits others.
	 * @return whether a listener on the port is missing
	 * @throws IOException if the kernel's table cannot be read
	 */
	public boolean hasLost() throws IOException {
		Set<String> before = this.group;
		this.group = TcpTable.listeners(this.address);
		return !this.group.containsAll(before);
	}

	/**
	 * Return whether somebody has joined or left since {@link #steerAway()}, so that it
	 * has to be done again.
	 * @return whether the listeners on the port are others now
	 * @throws IOException if the kernel's table cannot be read
	 */
	public boolean hasChanged() throws IOException {
		return !TcpTable.listeners(this.address).equals(this.group);
	}

	/**
	 * Let the kernel choose among the listeners again. Does nothing if it does already.
	 * @throws NativeException if that fails
	 */
	public void release() throws NativeException {
		try (Loan loan = Loan.of(this.descriptor)) {
			SocketOptions.clear(loan.number(), Linux.SO_DETACH_REUSEPORT_BPF);
		}
	}

	/**
	 * Ignore requests for new connections that come to this listener. Their clients ask
	 * again after a second, and reach another listener then. Connections that have been
	 * asked for before are not touched.
	 * @throws NativeException {@code EPERM} where that needs {@code CAP_NET_ADMIN}
	 */
	public void ignoreNew() throws NativeException {
		try (Loan loan = Loan.of(this.descriptor)) {
			BpfProgram.dropSyn().attach(loan.number(), Linux.SO_ATTACH_FILTER);
		}
	}

	/**
	 * Take requests for new connections again.
	 * @throws NativeException if that fails
	 */
	public void admitNew() throws NativeException {
		try (Loan loan = Loan.of(this.descriptor)) {
			SocketOptions.clear(loan.number(), Linux.SO_DETACH_FILTER);
		}
	}

	/**
	 * Count the packets that this listener has ignored since it was made.
	 * @return how many, each of which is a client that waits for a second, or the same
	 * again
	 * @throws NativeException if the kernel does not say
	 */
	public long ignored() throws NativeException {
		try (Loan loan = Loan.of(this.descriptor)) {
			return SocketOptions.drops(loan.number());
		}
	}

	/**
	 * Return who is half way into a queue of the port, this listener's or another one's.
	 * @return the view, in which nobody is noted yet
	 */
	public Handshakes handshakes() {
		return new Handshakes(port());
	}

	private int port() {
		return Byte.toUnsignedInt(this.address[2]) << Byte.SIZE | Byte.toUnsignedInt(this.address[3]);
	}

}
