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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server of the test's own that lets its clients wait: a program that sends its
 * requests one after the other can be held between two of them.
 */
final class Turnstile implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ConcurrentHashMap<String, Semaphore> clients = new ConcurrentHashMap<>();

	Turnstile() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::hold);
		this.server.start();
	}

	/**
	 * Return where a client waits.
	 * @param client name of the client
	 * @return an address for this client alone
	 */
	String url(String client) {
		this.clients.put("/" + client, new Semaphore(0));
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/" + client;
	}

	/**
	 * Let each client through once, now or when it comes.
	 */
	void letThrough() {
		List<Semaphore> all = new ArrayList<>(this.clients.values());
		all.forEach(Semaphore::release);
	}

	private void hold(HttpExchange exchange) throws IOException {
		Semaphore semaphore = this.clients.get(exchange.getRequestURI().getPath());
		try {
			if (semaphore != null) {
				semaphore.acquire();
			}
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		}
		catch (InterruptedException ex) {
			// The test has ended.
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
