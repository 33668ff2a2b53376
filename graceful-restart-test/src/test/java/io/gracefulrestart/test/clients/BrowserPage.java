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

package io.gracefulrestart.test.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

/**
 * Serves the page {@code streams.html}, which keeps a stream of events and a WebSocket to
 * the application open, and takes down what it tells.
 */
final class BrowserPage implements AutoCloseable {

	private final HttpServer server;

	private final byte[] page;

	private final List<String> record = new ArrayList<>();

	BrowserPage() throws IOException {
		try (InputStream input = BrowserPage.class.getResourceAsStream("streams.html")) {
			this.page = Objects.requireNonNull(input).readAllBytes();
		}
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::serve);
		this.server.start();
	}

	/**
	 * Return where the page is.
	 * @param application port of the application that it is to connect to
	 * @return address of the page
	 */
	String url(int application) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/#127.0.0.1:" + application;
	}

	/**
	 * Return what the page has told.
	 * @return copy of the lines, in order: what it is about, what has happened
	 */
	List<String> record() {
		synchronized (this.record) {
			return List.copyOf(this.record);
		}
	}

	/**
	 * Wait until both have been opened so many times, and events have followed.
	 * @param times how often each has been opened in all
	 */
	void awaitOpen(int times) {
		Awaitility.await("open " + times + " times")
			.atMost(SampleRun.PATIENCE)
			.until(() -> isOpen("sse", times) && isOpen("ws", times));
	}

	private boolean isOpen(String what, int times) {
		int opened = 0;
		int events = 0;
		for (String line : record()) {
			if (line.equals(what + " open")) {
				opened++;
				events = 0;
			}
			events += line.equals(what + " event") ? 1 : 0;
		}
		return opened >= times && events >= 10;
	}

	// One thread: the lines stay in order.
	private void serve(HttpExchange exchange) throws IOException {
		byte[] sent = exchange.getRequestBody().readAllBytes();
		byte[] answer = new byte[0];
		if (exchange.getRequestURI().getPath().equals("/record")) {
			synchronized (this.record) {
				this.record.add(new String(sent, StandardCharsets.UTF_8));
			}
		}
		else if (exchange.getRequestURI().getPath().equals("/")) {
			answer = this.page;
			exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
		}
		exchange.sendResponseHeaders(200, (answer.length > 0) ? answer.length : -1);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
