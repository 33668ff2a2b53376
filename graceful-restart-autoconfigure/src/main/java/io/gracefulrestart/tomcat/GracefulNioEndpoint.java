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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;

import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.SocketPathException;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's NIO endpoint on a listener that somebody else owns. Without a
 * {@link ConnectorWiring} it is the stock endpoint.
 * <p>
 * Tomcat's own ways to stop lose requests: closing the listener resets its queue, the
 * acceptor destroys what it accepted while it was being paused, and a self-made
 * connection wakes it. Here the acceptor thread never leaves {@link Acceptance#accept()}
 * except to look at the endpoint's state, and then it brings {@code null}, which is
 * accepted in the three places that Tomcat hands it to.
 */
class GracefulNioEndpoint extends ConnectionsNioEndpoint {

	private volatile @Nullable ConnectorWiring wiring;

	private volatile @Nullable Acceptance acceptance;

	private final LongAdder accepted = new LongAdder();

	void wire(ConnectorWiring wiring) {
		this.wiring = wiring;
	}

	@Override
	boolean isWired() {
		return this.wiring != null && !getUseInheritedChannel();
	}

	@Override
	protected void initServerSocket() throws Exception {
		ConnectorWiring wiring = this.wiring;
		if (wiring == null || !isWired()) {
			super.initServerSocket();
			return;
		}
		Listener listener = wiring.listeners().obtain(request(wiring.name()));
		try {
			Acceptance acceptance = new Acceptance(listener);
			this.acceptance = acceptance;
			wiring.gate().add(acceptance);
		}
		catch (IOException ex) {
			wiring.listeners().release(wiring.name());
			throw ex;
		}
	}

	private ListenerRequest request(String name) throws SocketPathException {
		String path = getUnixDomainSocketPath();
		if (path != null) {
			return UnixRequests.of(name, path, getUnixDomainSocketPathPermissions(), getAcceptCount());
		}
		InetSocketAddress address = (getAddress() != null) ? new InetSocketAddress(getAddress(), getPortWithOffset())
				: new InetSocketAddress(getPortWithOffset());
		return new ListenerRequest(name, address, getAcceptCount());
	}

	@Override
	protected NetworkChannel getServerSocket() {
		Acceptance acceptance = this.acceptance;
		return (acceptance != null) ? new ListenerIdentity(acceptance.listener()) : super.getServerSocket();
	}

	/**
	 * Accept a connection and register it right here: Tomcat's acceptor would destroy it
	 * if the endpoint was paused or stopped at this moment.
	 * @return always {@code null}, which the two methods below stand ready for; the count
	 * that the acceptor took is the connection's, or given back
	 */
	@Override
	@SuppressWarnings("NullAway")
	protected SocketChannel serverSocketAccept() throws Exception {
		if (!isWired()) {
			return super.serverSocketAccept();
		}
		Acceptance acceptance = this.acceptance;
		SocketChannel accepted = (acceptance != null) ? acceptance.accept() : null;
		if (acceptance == null || accepted == null) {
			countDownConnection();
			return null;
		}
		this.accepted.increment();
		try {
			register(accepted);
		}
		finally {
			acceptance.handled();
		}
		return null;
	}

	@Override
	protected void destroySocket(@Nullable SocketChannel socket) {
		if (socket != null) {
			super.destroySocket(socket);
		}
	}

	@Override
	protected void unlockAccept() {
		Acceptance acceptance = this.acceptance;
		if (acceptance != null) {
			acceptance.wake();
		}
		else if (!isWired()) {
			super.unlockAccept();
		}
	}

	@Override
	public void startInternal() throws Exception {
		Acceptance acceptance = this.acceptance;
		if (acceptance != null) {
			acceptance.begin();
		}
		super.startInternal();
	}

	@Override
	public void stopInternal() {
		Acceptance acceptance = this.acceptance;
		if (acceptance != null) {
			end(acceptance);
		}
		super.stopInternal();
	}

	/**
	 * Without the stock endpoint's close, also when it is called once more: that would
	 * remove the path of a Unix domain socket, on which a successor may listen.
	 */
	@Override
	protected void doCloseServerSocket() throws IOException {
		Acceptance acceptance = this.acceptance;
		ConnectorWiring wiring = this.wiring;
		if (wiring == null || !isWired()) {
			super.doCloseServerSocket();
			return;
		}
		if (acceptance == null) {
			return;
		}
		this.acceptance = null;
		wiring.gate().remove(acceptance);
		end(acceptance);
		// Until the acceptor is out of accept(2) the kernel has the socket.
		acceptance.close();
		wiring.listeners().release(acceptance.listener().name());
	}

	// Paused before the acceptor comes back: it would give its place back while Tomcat
	// gives up all of them, which warns of a wrong count, and ask again and again until
	// Tomcat has paused it.
	private void end(Acceptance acceptance) {
		pause();
		acceptance.end();
	}

	@Override
	String listenerName() {
		ConnectorWiring wiring = this.wiring;
		return (wiring != null) ? wiring.name() : "unknown";
	}

	/**
	 * Return the number of connections that were accepted and are not open connections
	 * yet.
	 * @return 0 or 1
	 */
	int inHand() {
		Acceptance acceptance = this.acceptance;
		return (acceptance != null) ? acceptance.inHand() : 0;
	}

	/**
	 * Return how many connections were accepted from the listener.
	 * @return the number since this endpoint was created
	 */
	long accepted() {
		return this.accepted.sum();
	}

}
