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

package io.gracefulrestart.test.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A socket, with TLS or without, that can wait with a limit.
 */
final class SocketWire implements Wire {

	private final Target.Security security;

	private final String protocol;

	private final Socket base = new Socket();

	private byte[] copy = new byte[0];

	// The one with TLS, which is over the other.
	private @Nullable Socket socket;

	/**
	 * Make the socket.
	 * @param security whether to speak TLS
	 * @param protocol what to agree on by ALPN, if it does
	 */
	SocketWire(Target.Security security, String protocol) {
		this.security = security;
		this.protocol = protocol;
	}

	@Override
	public void connect(SocketAddress server) throws IOException {
		this.base.setTcpNoDelay(true);
		this.base.connect(server);
		this.socket = (this.security == Target.Security.TLS) ? secure((InetSocketAddress) server) : this.base;
	}

	private Socket secure(InetSocketAddress server) throws IOException {
		SSLSocket secured = (SSLSocket) AnyCertificate.context()
			.getSocketFactory()
			.createSocket(this.base, server.getHostString(), server.getPort(), true);
		SSLParameters parameters = secured.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { this.protocol });
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		String agreed = secured.getApplicationProtocol();
		// A server without HTTP/2 may have no ALPN at all.
		if (!agreed.equals(this.protocol) && !(agreed.isEmpty() && this.protocol.equals(Target.HTTP_1_1))) {
			throw new MalformedResponseException("Wanted " + this.protocol + ", the server '" + agreed + "'");
		}
		return secured;
	}

	@Override
	public int localPort() throws IOException {
		return this.base.getLocalPort();
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		byte[] all = new byte[bytes.remaining()];
		bytes.get(all);
		open().getOutputStream().write(all);
	}

	@Override
	public int read(ByteBuffer into) throws IOException {
		open().setSoTimeout(0);
		return receive(into);
	}

	@Override
	public int read(ByteBuffer into, Duration patience) throws IOException {
		// Zero would be for ever. Rounded up, or a short rest would be a busy one.
		open().setSoTimeout((int) Math.max(1, patience.plusNanos(999_999).toMillis()));
		try {
			return receive(into);
		}
		catch (SocketTimeoutException ex) {
			return 0;
		}
	}

	private int receive(ByteBuffer into) throws IOException {
		if (this.copy.length == 0) {
			this.copy = new byte[ClientConnection.BUFFER_BYTES];
		}
		try {
			int count = open().getInputStream().read(this.copy, 0, Math.min(into.remaining(), this.copy.length));
			if (count > 0) {
				into.put(this.copy, 0, count);
			}
			return count;
		}
		catch (SSLException ex) {
			// An end without close_notify is an end, and what the bytes before it mean is
			// for the protocol above to say; a reset is something else.
			if (ex.getCause() instanceof EOFException) {
				return -1;
			}
			throw ex;
		}
	}

	private Socket open() {
		return Objects.requireNonNull(this.socket);
	}

	@Override
	public void abort() throws IOException {
		this.base.close();
	}

	@Override
	public void close() throws IOException {
		Socket opened = this.socket;
		if (opened != null) {
			opened.close();
		}
		this.base.close();
	}

}
