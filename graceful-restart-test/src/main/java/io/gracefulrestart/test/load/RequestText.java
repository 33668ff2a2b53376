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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Composes request heads.
 */
final class RequestText {

	static final String END = "\r\n\r\n";

	private RequestText() {
	}

	/**
	 * Compose the value of the host header.
	 * @param server address as the user has named it
	 * @return host and port, an IPv6 address in brackets; {@code localhost} for a path
	 */
	static String host(SocketAddress server) {
		if (!(server instanceof InetSocketAddress inet)) {
			return "localhost";
		}
		String host = inet.getHostString();
		return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
	}

	/**
	 * Compose all but the empty line at the end.
	 * @param method method
	 * @param path path and query
	 * @param host value of the host header
	 * @return request line and headers without the last line's end
	 */
	static String open(String method, String path, String host) {
		return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: graceful-restart-test";
	}

	static String get(String path, String host, Keeping keeping) {
		return open("GET", path, host) + ((keeping == Keeping.CLOSED) ? "\r\nConnection: close" : "") + END;
	}

	/**
	 * Encode into memory that the kernel can read from directly.
	 * @param text text in ASCII
	 * @return buffer, ready to be written
	 */
	static ByteBuffer encode(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
	}

}
