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
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.gracefulrestart.time.Deadline;

/**
 * Sends one request through a connector whose gate may be closed. The connection is one
 * end of a loopback pair that the endpoint adopts; the connector's own port is not
 * touched, since on a shared listener a connection to it would reach the predecessor.
 */
final class LoopbackRequest {

	private static final Pattern PASSED = Pattern.compile("HTTP/1\\.1 [123]\\d\\d\\b");

	private final GracefulHttp11Protocol protocol;

	private final SmokeRequest request;

	private final String userAgent;

	/**
	 * Create a request.
	 * @param protocol the connector
	 * @param request what to ask for
	 * @param userAgent who asks, for the access log
	 */
	LoopbackRequest(GracefulHttp11Protocol protocol, SmokeRequest request, String userAgent) {
		this.protocol = protocol;
		this.request = request;
		this.userAgent = userAgent;
	}

	/**
	 * Send the request and read the whole response.
	 * @param deadline when to give up
	 * @return the response's status line
	 * @throws IOException if there was no complete response; harmless for the connector
	 */
	String run(Deadline deadline) throws IOException {
		try (LoopbackPairs pairs = LoopbackPairs.open(); Socket client = new Socket()) {
			this.protocol.endpoint().adopt(pairs.connect(client, deadline.remaining()));
			client.setSoTimeout(millis(deadline));
			return exchange(client, deadline);
		}
	}

	/**
	 * Send the request and judge the response.
	 * @param deadline when to give up
	 * @return what is wrong, for people; empty if the response's status is below 400
	 */
	Optional<String> check(Deadline deadline) {
		try {
			String status = run(deadline);
			return PASSED.matcher(status).lookingAt() ? Optional.empty()
					: Optional.of(this.request + ": " + status.strip());
		}
		catch (SocketTimeoutException ex) {
			return Optional.of(this.request + ": no response in time");
		}
		catch (IOException ex) {
			return Optional.of(this.request + ": " + ex.getMessage());
		}
	}

	private String exchange(Socket client, Deadline deadline) throws IOException {
		try (Socket socket = this.protocol.isSSLEnabled() ? tls(client) : client) {
			String request = this.request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: "
					+ this.userAgent + "\r\nAccept: */*\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			ByteBuffer start = ByteBuffer.allocate(256);
			byte[] buffer = new byte[8192];
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				start.put(buffer, 0, Math.min(n, start.remaining()));
				// The timeout alone would let a stream go on for ever.
				if (deadline.hasPassed()) {
					throw new SocketTimeoutException("Response to " + this.request + " does not end");
				}
				client.setSoTimeout(millis(deadline));
			}
			String text = StandardCharsets.ISO_8859_1.decode(start.flip()).toString();
			if (text.isEmpty()) {
				throw new IOException("Connector closed the connection without a response");
			}
			return text.lines().findFirst().orElse("");
		}
	}

	// The peer is this very process over a pair that was verified above: there is nothing
	// that a certificate could prove.
	private static Socket tls(Socket client) throws IOException {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustOurselves() }, new SecureRandom());
			return context.getSocketFactory().createSocket(client, "localhost", client.getPort(), true);
		}
		catch (GeneralSecurityException ex) {
			throw new IOException("No TLS client for a request to this process", ex);
		}
	}

	private static int millis(Deadline deadline) {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, deadline.remaining().toMillis()));
	}

	/**
	 * Trusts whatever certificate the connector shows.
	 */
	private static final class TrustOurselves implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			throw new UnsupportedOperationException("Only a client");
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			// See tls(): both ends are this process.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
