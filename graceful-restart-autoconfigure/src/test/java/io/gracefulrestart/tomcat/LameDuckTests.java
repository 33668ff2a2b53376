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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client on an HTTP/1.1 connection sees while its server drains. Every answer is
 * read to its right end, and a reset or a 503 is an error in each of these tests.
 * <p>
 * Long, because all shapes of a request share one server, which takes a second to start.
 */
@Timeout(30)
class LameDuckTests {

	@RegisterExtension
	static SharedServer shared = new SharedServer();

	private TestServer server;

	private Workload workload;

	private String name;

	@BeforeEach
	void serve(TestInfo test) {
		this.server = shared.get();
		this.server.gate().open();
		this.workload = this.server.workload();
		this.name = "lame-duck-" + test.getTestMethod().orElseThrow().getName();
	}

	@AfterEach
	void stay() {
		this.workload.stay();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /hello, 200", "GET, /status/204, 204", "GET, /status/304, 304", "HEAD, /hello, 200",
			"GET, /missing, 404", "HEAD, /missing, 404", "GET, /fail, 500", "GET, /status/503, 503",
			"GET, /files/missing.bin, 404", "OPTIONS, /hello, 200", "GET, /text?bytes=50000, 200" })
	void idleConnectionIsToldWithItsNextResponseWhateverThatIs(String method, String path, int status)
			throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			RawResponse response = client.send(RawClient.request(method, path, "Accept-Encoding: gzip"))
				.response(method);
			assertThat(response.status()).isEqualTo(status);
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void freshConnectionIsToldWithItsFirstResponse() throws IOException {
		try (RawClient client = client()) {
			this.workload.leave(Spread.NONE);
			assertThat(client.get("/hello").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void fileSentWithSendfileIsCompleteAndTheLast() throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			RawResponse response = client.get("/files/pattern.bin").response();
			assertThat(response.saysClose()).isTrue();
			assertThat(response.body()).isEqualTo(SharedServer.FILE);
			client.assertEnd();
		}
	}

	@Test
	void responseOfUnknownLengthStaysChunkedSoThatItsEndCanBeTold() throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			RawResponse response = client.get("/chunks/-?bytes=100000").response();
			assertThat(response.saysClose()).isTrue();
			assertThat(response.isChunked()).isTrue();
			assertThat(response.body()).isEqualTo(TestHandlers.pattern(100_000));
			client.assertEnd();
		}
	}

	@Test
	void oldClientThatKnowsNoChunksGetsItsResponse() throws IOException {
		try (RawClient client = client()) {
			this.workload.leave(Spread.NONE);
			client.send("GET /chunks/-?bytes=1000 HTTP/1.0\r\n\r\n");
			assertThat(client.line()).contains("200");
			while (!client.line().isEmpty()) {
				// Headers.
			}
			assertThat(client.exactly(1000)).isEqualTo(TestHandlers.pattern(1000));
			client.assertEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/callable/%s", "/deferred/%s", "/deferred/%s?status=204", "/deferred/%s?status=404",
			"/sse/%s" })
	void asynchronousResponseThatBeginsLaterIsTold(String path) throws IOException {
		String rendezvous = this.name + path.hashCode();
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			Rendezvous.of(rendezvous).release();
			RawResponse response = client.get(path.formatted(rendezvous)).response();
			assertThat(response.saysClose()).isTrue();
			if (path.startsWith("/sse")) {
				assertThat(response.isChunked()).isTrue();
				assertThat(response.text()).isEqualTo("data:first\n\ndata:second\n\n");
			}
			client.assertEnd();
		}
	}

	@Test
	void asynchronousRequestInProgressIsToldToo() throws IOException {
		try (RawClient client = keptAlive()) {
			client.get("/deferred/" + this.name);
			Rendezvous.of(this.name).awaitArrival();
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo("deferred");
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void requestInProgressIsTold() throws IOException {
		try (RawClient client = keptAlive()) {
			client.get("/wait/" + this.name);
			Rendezvous.of(this.name).awaitArrival();
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo("waited");
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/download/%s?bytes=100000", "/chunks/%s?bytes=100000" })
	void responseThatHasBegunEndsAsItBeganAndItsConnectionIsToldTheNextTime(String path) throws IOException {
		String rendezvous = this.name + path.hashCode();
		try (RawClient client = keptAlive()) {
			client.get(path.formatted(rendezvous));
			Rendezvous.of(rendezvous).awaitArrival();
			this.workload.leave(Spread.NONE);
			this.workload.closeIdle(Integer.MAX_VALUE);
			Rendezvous.of(rendezvous).release();
			RawResponse response = client.response();
			assertThat(response.saysClose()).isFalse();
			assertThat(response.body()).isEqualTo(TestHandlers.pattern(100_000));
			assertThat(client.get("/hello").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void pipelinedRequestsAreAllAnsweredAndOnlyTheLastIsTold() throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			String get = RawClient.request("GET", "/hello");
			String post = RawClient.request("POST", "/upload", "Content-Length: 3") + "abc";
			client.send(get + post + RawClient.request("GET", "/status/204") + get);
			assertThat(client.response().saysClose()).isFalse();
			RawResponse upload = client.response();
			assertThat(upload.text()).isEqualTo(TestHandlers.checksum("abc".getBytes(StandardCharsets.US_ASCII)));
			assertThat(upload.saysClose()).isFalse();
			assertThat(client.response().saysClose()).isFalse();
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 40000", "Transfer-Encoding: chunked" })
	void requestThatArrivesWithTheEndOfABodyIsAnswered(String length) throws IOException {
		byte[] body = TestHandlers.pattern(40_000);
		boolean chunked = length.startsWith("Transfer");
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			client.send(RawClient.request("POST", "/upload", length));
			client.send(chunked ? "9c40\r\n" : "").send(Arrays.copyOf(body, 39_999));
			Soon.await().until(() -> this.workload.census().requests() == 1);
			client.send(joined(Arrays.copyOfRange(body, 39_999, 40_000),
					(chunked ? "\r\n0\r\n\r\n" : "") + RawClient.request("GET", "/hello")));
			RawResponse upload = client.response();
			assertThat(upload.text()).isEqualTo(TestHandlers.checksum(body));
			assertThat(upload.saysClose()).isFalse();
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void twoChunkedUploadsInOnePacketAreBothAnswered() throws IOException {
		String post = RawClient.request("POST", "/upload", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n";
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			client.send(post + post);
			assertThat(client.response().saysClose()).isFalse();
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 3", "Transfer-Encoding: chunked" })
	void uploadIsToldWithItsOwnResponseIfNothingFollows(String length) throws IOException {
		String body = length.startsWith("Transfer") ? "3\r\nabc\r\n0\r\n\r\n" : "abc";
		for (String packets : List.of("one", "two")) {
			this.workload.stay();
			try (RawClient client = keptAlive()) {
				this.workload.leave(Spread.NONE);
				String head = RawClient.request("POST", "/upload", length);
				if (packets.equals("one")) {
					client.send(head + body);
				}
				else {
					client.send(head);
					Soon.await().until(() -> this.workload.census().requests() == 1);
					client.send(body);
				}
				assertThat(client.response().saysClose()).isTrue();
				client.assertEnd();
			}
		}
	}

	@Test
	void requestsThatWerePipelinedBehindOneInProgressAreAnswered() throws IOException {
		try (RawClient client = keptAlive()) {
			client.get("/wait/" + this.name);
			Rendezvous.of(this.name).awaitArrival();
			client.get("/hello").get("/files/pattern.bin").get("/hello");
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			assertThat(client.response().saysClose()).isFalse();
			assertThat(client.response().saysClose()).isFalse();
			assertThat(client.response().body()).isEqualTo(SharedServer.FILE);
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void requestsThatWerePipelinedBehindAnAsynchronousOneAreAnswered() throws IOException {
		try (RawClient client = keptAlive()) {
			client.send(RawClient.request("GET", "/deferred/" + this.name) + RawClient.request("GET", "/hello"));
			Rendezvous.of(this.name).awaitArrival();
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			assertThat(client.response().saysClose()).isFalse();
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void requestThatComesBeforeAnAsynchronousResponseBeginsIsAnswered() throws IOException {
		try (RawClient client = keptAlive()) {
			client.get("/async/" + this.name + "?bytes=1000000");
			Rendezvous.of(this.name).awaitArrival();
			client.get("/hello");
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			RawResponse response = client.response();
			assertThat(response.body()).isEqualTo(TestHandlers.pattern(1_000_000));
			assertThat(response.saysClose()).isFalse();
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void asynchronousResponseOnAnotherThreadIsTold() throws IOException {
		try (RawClient client = keptAlive()) {
			client.get("/async/" + this.name + "?bytes=1000000");
			Rendezvous.of(this.name).awaitArrival();
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			RawResponse response = client.response();
			assertThat(response.body()).isEqualTo(TestHandlers.pattern(1_000_000));
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void bodyThatTheApplicationHasNotReadYetIsNotOverwrittenByTheNextRequest() throws IOException {
		try (RawClient client = keptAlive()) {
			client.send(RawClient.request("POST", "/echo/" + this.name, "Content-Length: 20") + "abcdefghijklmnopqrst");
			Rendezvous.of(this.name).awaitArrival();
			client.get("/hello");
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo("abcdefghijklmnopqrst");
			assertThat(response.saysClose()).isFalse();
			RawResponse last = client.response();
			assertThat(last.text()).isEqualTo("hello");
			assertThat(last.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "G", "GET /hel", "GET /hello HTTP/1.1\r\nHo", "GET /hello HTTP/1.1\r\nHost: test\r\n" })
	void requestThatHasBegunToArriveIsServed(String begun) throws IOException {
		String request = "GET /hello HTTP/1.1\r\nHost: test\r\n\r\n";
		try (RawClient client = keptAlive()) {
			client.send(begun);
			Soon.await().until(() -> this.workload.census().busy() == 1);
			this.workload.leave(Spread.NONE);
			this.workload.closeIdle(Integer.MAX_VALUE);
			client.send(request.substring(begun.length()));
			assertThat(client.response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void uploadHalfWayIsTakenToItsEnd() throws IOException {
		byte[] body = TestHandlers.pattern(200_000);
		try (RawClient client = keptAlive()) {
			client.send(RawClient.request("POST", "/upload", "Transfer-Encoding: chunked"));
			client.send(Integer.toHexString(100_000) + "\r\n").send(Arrays.copyOf(body, 60_000));
			Soon.await().until(() -> this.workload.census().requests() == 1);
			this.workload.leave(Spread.NONE);
			this.workload.closeIdle(Integer.MAX_VALUE);
			client.send(Arrays.copyOfRange(body, 60_000, 100_000)).send("\r\n");
			client.send(Integer.toHexString(100_000) + "\r\n")
				.send(Arrays.copyOfRange(body, 100_000, 200_000))
				.send("\r\n0\r\n\r\n");
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo(TestHandlers.checksum(body));
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void clientThatWaitsForContinueGetsItAndItsResponse() throws IOException {
		try (RawClient client = keptAlive()) {
			client.send(RawClient.request("POST", "/upload", "Content-Length: 3", "Expect: 100-continue"));
			assertThat(client.response().status()).isEqualTo(100);
			this.workload.leave(Spread.NONE);
			client.send("abc");
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo(TestHandlers.checksum("abc".getBytes(StandardCharsets.US_ASCII)));
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
		try (RawClient client = client()) {
			client.send(RawClient.request("POST", "/upload", "Content-Length: 3", "Expect: 100-continue"));
			RawResponse interim = client.response();
			assertThat(interim.status()).isEqualTo(100);
			assertThat(interim.header("connection")).isEmpty();
			assertThat(client.send("abc").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void responseToABodyThatNobodyReadsIsNotCutByAReset() throws IOException {
		byte[] body = TestHandlers.pattern(200_000);
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			client.send(RawClient.request("POST", "/refuse", "Content-Length: " + body.length)).send(body);
			RawResponse response = client.response();
			assertThat(response.text()).isEqualTo("body not read");
			assertThat(response.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void requestsThatWerePipelinedBehindABodyThatNobodyReadsAreAnswered() throws IOException {
		String post = RawClient.request("POST", "/refuse", "Content-Length: 3") + "abc";
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			client.send(post + RawClient.request("GET", "/hello"));
			assertThat(client.response().text()).isEqualTo("body not read");
			assertThat(client.response().text()).isEqualTo("hello");
			client.assertEnd();
		}
	}

	@Test
	void responseToAnAsynchronousRequestWhoseBodyNobodyReadsIsNotCutByAReset() throws IOException {
		byte[] body = TestHandlers.pattern(200_000);
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			Rendezvous.of(this.name).release();
			client.send(RawClient.request("POST", "/refuse/" + this.name, "Content-Length: " + body.length)).send(body);
			assertThat(client.response().text()).isEqualTo("body not read");
			assertThat(client.get("/hello").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void clientThatHasClosedItsHalfOfTheConnectionGetsItsResponse() throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			client.get("/wait/" + this.name).socket().shutdownOutput();
			Rendezvous.of(this.name).awaitArrival();
			Rendezvous.of(this.name).release();
			assertThat(client.response().text()).isEqualTo("waited");
			client.assertEnd();
		}
	}

	@Test
	void badRequestIsAnsweredAsEver() throws IOException {
		for (String bad : List.of("GET /hello HTTP/1.1\r\n\r\n", "GET /hel lo HTTP/1.1\r\nHost: test\r\n\r\n",
				RawClient.request("GET", "/hello", "X: " + "x".repeat(9000)))) {
			try (RawClient client = client()) {
				this.workload.leave(Spread.NONE);
				RawResponse response = client.send(bad).response();
				assertThat(response.status()).isEqualTo(400);
				assertThat(response.saysClose()).isTrue();
			}
		}
	}

	@Test
	void connectionsAreKeptAgainAfterStay() throws IOException {
		try (RawClient client = keptAlive()) {
			this.workload.leave(Spread.NONE);
			this.workload.stay();
			assertThat(client.get("/hello").response().saysClose()).isFalse();
			client.assertAlive();
		}
	}

	@Test
	void afterTheGraceIdleConnectionsAreClosedInOrderAndBusyOnesAreNot() throws IOException {
		try (RawClient idle = keptAlive(); RawClient silent = client(); RawClient busy = client()) {
			busy.get("/wait/" + this.name);
			Rendezvous.of(this.name).awaitArrival();
			Soon.await().until(() -> this.workload.census().idle() >= 2);
			this.workload.leave(Spread.NONE);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isGreaterThanOrEqualTo(2);
			idle.assertEnd();
			silent.assertEnd();
			Rendezvous.of(this.name).release();
			assertThat(busy.response().text()).isEqualTo("waited");
			busy.assertEnd();
		}
	}

	@Test
	void connectionIsIdleAgainAfterAFileWasSentWithSendfile() throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress("127.0.0.1", this.server.port()));
		try (RawClient client = new RawClient(socket)) {
			client.get("/files/pattern.bin");
			assertThat(client.line()).contains("200");
			while (!client.line().isEmpty()) {
				// The response has begun, so that it is not told to be the last.
			}
			// It does not fit into the socket's buffers, so that the poller has to send
			// on.
			Soon.await().until(() -> this.workload.census().busy() == 1 && this.workload.census().requests() == 0);
			this.workload.leave(Spread.NONE);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isZero();
			assertThat(client.exactly(SharedServer.FILE.length)).isEqualTo(SharedServer.FILE);
			Soon.await().until(() -> this.workload.census().idle() == 1);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isEqualTo(1);
			client.assertEnd();
		}
	}

	@Test
	void requestThatArrivesWhileItsIdleConnectionIsBeingClosedIsServed() throws IOException {
		try (RawClient client = keptAlive()) {
			Soon.await().until(() -> this.workload.census().idle() == 1);
			OpenConnection connection = this.server.protocol().endpoint().openConnections().get(0);
			// The poller does not see what arrives now until it looks at its keys again.
			assertThat(ReadInterest.take(connection.wrapper())).isTrue();
			client.get("/hello");
			connection.wrapper()
				.getSocket()
				.getIOChannel()
				.keyFor(connection.wrapper().getPoller().getSelector())
				.interestOpsOr(SelectionKey.OP_READ);
			this.workload.leave(Spread.NONE);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isZero();
			assertThat(client.response().text()).isEqualTo("hello");
			client.assertEnd();
		}
	}

	private static byte[] joined(byte[] first, String second) {
		byte[] joined = Arrays.copyOf(first, first.length + second.length());
		System.arraycopy(second.getBytes(StandardCharsets.US_ASCII), 0, joined, first.length, second.length());
		return joined;
	}

	private RawClient client() throws IOException {
		return new RawClient(new Socket(InetAddress.getByName("127.0.0.1"), this.server.port()));
	}

	private RawClient keptAlive() throws IOException {
		// Whoever was there before is gone.
		Soon.await().until(() -> this.workload.census().connections() == 0);
		RawClient client = client();
		client.assertAlive();
		return client;
	}

}
