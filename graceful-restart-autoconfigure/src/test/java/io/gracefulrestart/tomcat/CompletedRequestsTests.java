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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the count of completed requests.
 */
@Timeout(30)
class CompletedRequestsTests {

	@RegisterExtension
	static SharedServer shared = new SharedServer();

	private Workload workload;

	private long before;

	private String name;

	@BeforeEach
	void count(TestInfo test) {
		shared.get().gate().open();
		this.workload = shared.get().workload();
		Soon.await().until(() -> this.workload.census().requests() == 0);
		this.before = this.workload.completed();
		this.name = "completed-" + test.getTestMethod().orElseThrow().getName();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/hello", "/missing", "/fail", "/status/204", "/text?bytes=50000", "/files/pattern.bin" })
	void responseThatWasWrittenCountsWhateverItSays(String path) throws IOException {
		try (RawClient client = client()) {
			client.get(path).response();
		}
		assertCompleted(1);
	}

	@Test
	void everyRequestOfAConnectionCounts() throws IOException {
		try (RawClient client = client()) {
			client.get("/hello").response();
			client.send(RawClient.request("GET", "/hello") + RawClient.request("GET", "/hello"));
			client.response();
			client.response();
		}
		assertCompleted(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred", "sse" })
	void asynchronousRequestCountsOnceItHasEnded(String kind) throws IOException {
		Rendezvous rendezvous = Rendezvous.of(this.name + kind);
		try (RawClient client = client()) {
			client.get("/" + kind + "/" + this.name + kind);
			rendezvous.awaitArrival();
			assertThat(this.workload.completed()).isEqualTo(this.before);
			rendezvous.release();
			client.response();
		}
		assertCompleted(1);
	}

	@Test
	void streamOfHttp2Counts() throws Exception {
		HttpClient client = SharedServer.HTTP2;
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shared.get().port() + "/hello"))
			.build();
		// The first one is the HTTP/1.1 request for the upgrade, answered on stream 1.
		assertThat(client.send(request, BodyHandlers.ofString()).version()).isEqualTo(Version.HTTP_2);
		Soon.await().until(() -> this.workload.census().requests() == 0);
		long upgraded = this.workload.completed();
		client.send(request, BodyHandlers.ofString());
		Soon.await().untilAsserted(() -> assertThat(this.workload.completed()).isEqualTo(upgraded + 1));
	}

	@Test
	void responseThatItsClientDidNotWaitForDoesNotCount() throws IOException {
		Rendezvous rendezvous = Rendezvous.of(this.name);
		try (RawClient client = client()) {
			client.get("/download/" + this.name + "?bytes=200000");
			rendezvous.awaitArrival();
			client.socket().setSoLinger(true, 0);
		}
		rendezvous.release();
		Soon.await().until(() -> this.workload.census().requests() == 0);
		assertThat(this.workload.completed()).isEqualTo(this.before);
	}

	private void assertCompleted(int requests) {
		Soon.await().untilAsserted(() -> assertThat(this.workload.completed()).isEqualTo(this.before + requests));
	}

	private static RawClient client() throws IOException {
		return RawClient.connect(shared.get().port());
	}

}
