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

package io.gracefulrestart.test.visitor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An application that answers as a test has told it to, and everything else with 404.
 */
final class ScriptedApplication implements AutoCloseable {

	private static final int HANGING_UP = 0;

	private final HttpServer server;

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger generation = new AtomicInteger(1);

	ScriptedApplication() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	/**
	 * Everything that the sample application has for a visitor.
	 * @return this application
	 */
	ScriptedApplication likeTheSample() {
		return on("GET /login", 200, "<input name=\"_csrf\" type=\"hidden\" value=\"a+b\" />", "Set-Cookie",
				"JSESSIONID=ONE; Path=/; HttpOnly")
			.on("POST /login", 302, "", "Location", "/account", "Set-Cookie", "JSESSIONID=TWO; Path=/; HttpOnly")
			.on("GET /account", 200, "{\"user\":\"demo\",\"session\":\"TWO\",\"since\":\"2026-01-02T03:04:05Z\"}")
			.on("GET /actuator/prometheus", 200, counter("/whoami", 1000))
			.on("POST /actuator/loggers/one", 204, "")
			.on("GET /actuator/loggers/one", 200, "{\"configuredLevel\":\"DEBUG\",\"effectiveLevel\":\"DEBUG\"}");
	}

	static String counter(String uri, long count) {
		return "# TYPE http_server_requests_seconds summary\nhttp_server_requests_seconds_count{uri=\"" + uri + "\"} "
				+ count + "\nhttp_server_requests_seconds_sum{uri=\"" + uri + "\"} 0.25\n";
	}

	ScriptedApplication on(String request, int status, String body, String... headers) {
		this.answers.put(request, new Answer(status, body, List.of(headers)));
		return this;
	}

	/**
	 * Close the connection instead of an answer.
	 * @param request method and path
	 */
	void hangUpOn(String request) {
		on(request, HANGING_UP, "");
	}

	void nextGeneration() {
		this.generation.incrementAndGet();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Return what has come.
	 * @return method, path, session cookie and body of each request, in order
	 */
	List<String> requests() {
		return this.requests;
	}

	private void answer(HttpExchange exchange) throws IOException {
		String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
		this.requests.add("%s %s %s".formatted(request, exchange.getRequestHeaders().getFirst("Cookie"), body));
		Answer answer = this.answers.getOrDefault(request, new Answer(404, "", List.of()));
		if (answer.status == HANGING_UP) {
			exchange.close();
			return;
		}
		int served = this.generation.get();
		exchange.getResponseHeaders().add("X-Generation", String.valueOf(served));
		exchange.getResponseHeaders().add("X-Pid", String.valueOf(100 + served));
		for (int i = 0; i < answer.headers.size(); i += 2) {
			exchange.getResponseHeaders().add(answer.headers.get(i), answer.headers.get(i + 1));
		}
		byte[] bytes = answer.body.getBytes(StandardCharsets.US_ASCII);
		exchange.sendResponseHeaders(answer.status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private record Answer(int status, String body, List<String> headers) {

	}

}
