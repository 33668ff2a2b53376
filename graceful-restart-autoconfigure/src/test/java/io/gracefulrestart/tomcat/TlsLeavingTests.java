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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections with TLS of a connector that is drained.
 */
class TlsLeavingTests {

	private static TestServer server;

	private final Workload workload = server.workload();

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		Path store = directory.resolve("key.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12",
				"-keystore", store.toString(), "-storepass", "changeit", "-validity", "2")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(keytool.waitFor()).isZero();
		server = TestServer.start("server.ssl.key-store=" + store, "server.ssl.key-store-password=changeit");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void stay() {
		this.workload.stay();
	}

	@Test
	void keptAliveConnectionMaySendOneMoreRequest() throws Exception {
		try (RawClient client = new RawClient(connect(server.port()))) {
			assertThat(client.get("/hello").response().saysClose()).isFalse();
			this.workload.leave(Spread.NONE);
			RawResponse last = client.get("/hello").response();
			assertThat(last.text()).isEqualTo("hello");
			assertThat(last.saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void handshakeHalfWayIsCompletedAndServed() throws Exception {
		try (Relay relay = new Relay(server.port())) {
			CompletableFuture<RawResponse> response = CompletableFuture.supplyAsync(() -> {
				try (RawClient client = new RawClient(connect(relay.port()))) {
					return client.get("/hello").response();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			relay.halfSent.await();
			Soon.await().until(() -> this.workload.census().busy() == 1);
			this.workload.leave(Spread.NONE);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isZero();
			relay.rest.countDown();
			assertThat(response.get(10, TimeUnit.SECONDS).text()).isEqualTo("hello");
			assertThat(response.get().saysClose()).isTrue();
		}
	}

	@Test
	void clientThatHasNotEvenBegunIsIdle() throws Exception {
		Soon.await().until(() -> this.workload.census().connections() == 0);
		try (Socket silent = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
			Soon.await().until(() -> this.workload.census().idle() == 1);
			assertThat(this.workload.closeIdle(Integer.MAX_VALUE)).isEqualTo(1);
			assertThat(silent.getInputStream().read()).isEqualTo(-1);
		}
	}

	private static SSLSocket connect(int port) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new TrustAll() }, new SecureRandom());
		SSLSocket socket = (SSLSocket) context.getSocketFactory()
			.createSocket(InetAddress.getByName("127.0.0.1"), port);
		socket.startHandshake();
		return socket;
	}

	/**
	 * Passes the first bytes of a client on, and the rest when it may.
	 */
	private static final class Relay implements AutoCloseable {

		private static final int HALF = 50;

		private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));

		private final CountDownLatch halfSent = new CountDownLatch(1);

		private final CountDownLatch rest = new CountDownLatch(1);

		private final int target;

		Relay(int target) throws IOException {
			this.target = target;
			Thread thread = new Thread(this::run, "relay");
			thread.setDaemon(true);
			thread.start();
		}

		int port() {
			return this.listener.getLocalPort();
		}

		private void run() {
			try (Socket client = this.listener.accept();
					Socket server = new Socket(InetAddress.getByName("127.0.0.1"), this.target)) {
				Thread back = new Thread(() -> copy(server, client), "relay-back");
				back.setDaemon(true);
				back.start();
				server.getOutputStream().write(client.getInputStream().readNBytes(HALF));
				this.halfSent.countDown();
				this.rest.await();
				copy(client, server);
			}
			catch (IOException | InterruptedException ex) {
				// The test is over.
			}
		}

		private static void copy(Socket from, Socket to) {
			try {
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				in.transferTo(out);
				to.shutdownOutput();
			}
			catch (IOException ex) {
				// The test is over.
			}
		}

		@Override
		public void close() throws IOException {
			this.listener.close();
		}

	}

	private static final class TrustAll implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
