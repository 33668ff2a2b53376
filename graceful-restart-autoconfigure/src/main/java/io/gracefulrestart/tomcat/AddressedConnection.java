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

import java.net.InetSocketAddress;

import io.gracefulrestart.connection.PassedConnection;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells its true addresses, which the channel of a passed one does not.
 */
abstract class AddressedConnection extends NioSocketWrapper {

	private volatile @Nullable PassedConnection passed;

	AddressedConnection(NioChannel channel, NioEndpoint endpoint) {
		super(channel, endpoint);
	}

	/**
	 * Let it be a connection that came from another process, before anybody else sees it.
	 * @param passed the connection
	 */
	void comeFrom(PassedConnection passed) {
		this.passed = passed;
	}

	private @Nullable InetSocketAddress passedRemote() {
		PassedConnection connection = this.passed;
		return (connection != null) ? connection.remote() : null;
	}

	private @Nullable InetSocketAddress passedLocal() {
		PassedConnection connection = this.passed;
		return (connection != null) ? connection.local() : null;
	}

	@Override
	protected void populateRemoteAddr() {
		InetSocketAddress remote = passedRemote();
		if (remote == null) {
			super.populateRemoteAddr();
			return;
		}
		this.remoteAddr = remote.getAddress().getHostAddress();
	}

	@Override
	protected void populateRemoteHost() {
		InetSocketAddress remote = passedRemote();
		if (remote == null) {
			super.populateRemoteHost();
			return;
		}
		this.remoteHost = remote.getAddress().getHostName();
	}

	@Override
	protected void populateRemotePort() {
		InetSocketAddress remote = passedRemote();
		if (remote == null) {
			super.populateRemotePort();
			return;
		}
		this.remotePort = remote.getPort();
	}

	@Override
	protected void populateLocalName() {
		InetSocketAddress local = passedLocal();
		if (local == null) {
			super.populateLocalName();
			return;
		}
		this.localName = local.getAddress().getHostName();
	}

	@Override
	protected void populateLocalAddr() {
		InetSocketAddress local = passedLocal();
		if (local == null) {
			super.populateLocalAddr();
			return;
		}
		this.localAddr = local.getAddress().getHostAddress();
	}

	@Override
	protected void populateLocalPort() {
		InetSocketAddress local = passedLocal();
		if (local == null) {
			super.populateLocalPort();
			return;
		}
		this.localPort = local.getPort();
	}

	/**
	 * Go on with a read that waits for the poller, as HTTP/2 does between two frames.
	 * @return {@code false} if none waits
	 */
	boolean continueReading() {
		Runnable waiting = this.readOperation;
		if (waiting == null) {
			return false;
		}
		execute(waiting);
		return true;
	}

}
