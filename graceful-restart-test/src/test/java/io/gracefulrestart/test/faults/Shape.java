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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes on on a connection at the moment when its server has to leave, and how it
 * must go on. Those that a grace runs out for come first, those that take their time
 * last.
 */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are those of HTTP
enum Shape {

	FRESH {

		@Override
		void begin(Wire wire) {
			// Nothing was ever sent on it.
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(WHOAMI);
			assertLast(wire, pid);
		}

	},

	IDLE {

		@Override
		void begin(Wire wire) throws IOException {
			keepAlive(wire);
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(WHOAMI);
			assertLast(wire, pid);
		}

	},

	HALF_SENT_REQUEST_LINE {

		@Override
		void begin(Wire wire) throws IOException {
			keepAlive(wire);
			wire.send(WHOAMI.substring(0, 6));
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(WHOAMI.substring(6));
			assertLast(wire, pid);
		}

	},

	HALF_SENT_HEADER {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(WHOAMI.substring(0, WHOAMI.length() - 6));
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(WHOAMI.substring(WHOAMI.length() - 6));
			assertLast(wire, pid);
		}

	},

	CHUNKED_UPLOAD {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(upload("Transfer-Encoding: chunked"));
			wire.send(Integer.toHexString(LENGTH) + "\r\n");
			wire.send(pattern(0, HALF));
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(pattern(HALF, LENGTH));
			wire.send("\r\n0\r\n\r\n");
			assertUploaded(wire, pid);
		}

	},

	UPLOAD {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(upload("Content-Length: " + LENGTH));
			wire.send(pattern(0, HALF));
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(pattern(HALF, LENGTH));
			assertUploaded(wire, pid);
		}

	},

	EXPECT_CONTINUE {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(upload("Content-Length: " + LENGTH + "\r\nExpect: 100-continue"));
			assertThat(wire.receive().status()).isEqualTo(100);
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			wire.send(pattern(0, LENGTH));
			assertUploaded(wire, pid);
		}

	},

	/**
	 * Has begun before it could be told, so that a further request must be answered.
	 */
	SLOW_DOWNLOAD {

		// More than the kernel takes for a client that does not read.
		private static final int BYTES = 32 * 1024 * 1024;

		@Override
		void begin(Wire wire) throws IOException {
			wire.send("GET /download?bytes=" + BYTES + " HTTP/1.1\r\nHost: test\r\n\r\n");
			WireReply head = wire.receiveHead();
			assertThat(head.length()).isEqualTo(BYTES);
			assertThat(head.announcesClose()).isFalse();
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			assertThat(wire.exactly(BYTES)).isEqualTo(pattern(0, BYTES));
			wire.send(WHOAMI);
			assertLast(wire, pid);
		}

	},

	SLOW_RESPONSE {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(SLOW);
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			assertThat(assertLast(wire, pid).text()).isEqualTo(SLEPT);
		}

	},

	PIPELINED {

		@Override
		void begin(Wire wire) throws IOException {
			wire.send(SLOW + "GET /download?bytes=" + HALF + " HTTP/1.1\r\nHost: test\r\n\r\n" + WHOAMI);
		}

		@Override
		void finish(Wire wire, long pid) throws IOException {
			assertThat(assertOneOfMore(wire, pid).text()).isEqualTo(SLEPT);
			assertThat(assertOneOfMore(wire, pid).body()).isEqualTo(pattern(0, HALF));
			assertLast(wire, pid);
		}

	},

	/**
	 * Says nothing while its grace lasts.
	 */
	SILENT {

		@Override
		void begin(Wire wire) throws IOException {
			keepAlive(wire);
		}

		@Override
		void finish(Wire wire, long pid) {
			// Told by nothing but the end itself.
		}

	};

	static final String WHOAMI = "GET /whoami HTTP/1.1\r\nHost: test\r\n\r\n";

	// Long enough to be in progress at the cutover, on a busy machine too.
	private static final String SLOW = "GET /slow?ms=8000 HTTP/1.1\r\nHost: test\r\n\r\n";

	private static final String SLEPT = "slept 8000 ms\n";

	private static final int LENGTH = 300_000;

	private static final int HALF = 123_456;

	// As /download sends it.
	private static final int PERIOD = 251;

	/**
	 * Do what comes before the server is told to leave.
	 * @param wire a new connection
	 * @throws IOException if that fails
	 */
	abstract void begin(Wire wire) throws IOException;

	/**
	 * Do the rest, and find that everything is answered.
	 * @param wire the connection
	 * @param pid who has to answer
	 * @throws IOException if it is not
	 */
	abstract void finish(Wire wire, long pid) throws IOException;

	private static void keepAlive(Wire wire) throws IOException {
		wire.send(WHOAMI);
		WireReply reply = wire.receive();
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.announcesClose()).isFalse();
	}

	private static WireReply assertLast(Wire wire, long pid) throws IOException {
		WireReply reply = wire.receive();
		assertAnswered(reply, pid);
		assertThat(reply.announcesClose()).as("Connection: close").isTrue();
		return reply;
	}

	private static WireReply assertOneOfMore(Wire wire, long pid) throws IOException {
		WireReply reply = wire.receive();
		assertAnswered(reply, pid);
		assertThat(reply.announcesClose()).as("Connection: close").isFalse();
		return reply;
	}

	private static void assertAnswered(WireReply reply, long pid) {
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.pid()).isEqualTo(pid);
	}

	private static void assertUploaded(Wire wire, long pid) throws IOException {
		assertThat(assertLast(wire, pid).text()).contains("\"bytes\":" + LENGTH, sha256(pattern(0, LENGTH)));
	}

	private static String upload(String header) {
		return "POST /upload HTTP/1.1\r\nHost: test\r\n" + header + "\r\n\r\n";
	}

	private static byte[] pattern(int from, int to) {
		byte[] bytes = new byte[to];
		for (int i = from; i < to; i++) {
			bytes[i] = (byte) (i % PERIOD);
		}
		return Arrays.copyOfRange(bytes, from, to);
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
