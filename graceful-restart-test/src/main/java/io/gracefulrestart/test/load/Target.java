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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where clients connect, and how.
 *
 * @param server address of the server: a port, or the path of a Unix domain socket
 * @param security whether to speak TLS, with any certificate
 */
record Target(SocketAddress server, Security security) {

	static final String HTTP_1_1 = "http/1.1";

	static final String HTTP_2 = "h2";

	/**
	 * Whether a connection is encrypted.
	 */
	enum Security {

		PLAIN, TLS

	}

	static Target plain(InetSocketAddress server) {
		return new Target(server, Security.PLAIN);
	}

	static Target unix(Path socket) {
		return new Target(UnixDomainSocketAddress.of(socket), Security.PLAIN);
	}

	/**
	 * Make the wire for the next connection of a client.
	 * @param pattern what the client does
	 * @return the wire, not yet connected
	 * @throws IOException if there is no descriptor left
	 */
	Wire newWire(LoadPattern pattern) throws IOException {
		if (this.server instanceof InetSocketAddress
				&& (this.security == Security.TLS || pattern.reading() != LoadPattern.Reading.WHEN_ASKED)) {
			return new SocketWire(this.security, pattern.applicationProtocol());
		}
		return ChannelWire.to(this.server, pattern.receiveBuffer());
	}

}
