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
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.listener.Origin;
import io.gracefulrestart.listener.SocketPathException;
import io.gracefulrestart.time.Deadline;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Connectors on Unix domain sockets have listeners of ours, and their paths are never
 * Tomcat's to remove.
 */
class UnixConnectorTests {

	private static volatile Path socket;

	@TempDir
	private Path directory;

	@BeforeEach
	void choosePath() {
		socket = this.directory.resolve("app.sock");
	}

	@Test
	void additionalConnectorObtainsItsListenerAndTakesThePathWithIt() throws IOException {
		try (TestServer server = TestServer.start(List.of(Additional.class))) {
			Listener listener = listener(server, "unix");
			assertThat(listener.origin()).isEqualTo(Origin.BIND);
			assertThat(listener.address()).isEqualTo(UnixDomainSocketAddress.of(socket));
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-rw-rw-");
			assertThat(ask()).startsWith("HTTP/1.1 200");
		}
		assertThat(socket).doesNotExist();
	}

	@Test
	void mainConnectorBecomesOneByItsProperty() throws IOException {
		try (TestServer server = TestServer.start(List.of(Main.class))) {
			assertThat(listener(server, "http").address()).isEqualTo(UnixDomainSocketAddress.of(socket));
			assertThat(ask()).startsWith("HTTP/1.1 200");
			assertThat(server.connectors()
				.check(new SmokeRequest("GET", "/hello"), Deadline.after(Duration.ofSeconds(10)))).isEmpty();
			server.connectors().warmUp("/hello", Deadline.after(Duration.ofSeconds(10)));
		}
		assertThat(socket).doesNotExist();
	}

	@Test
	void pathStaysWhenASuccessorHasTheSocket() throws Exception {
		TestServer server = TestServer.start(List.of(Additional.class));
		Connector connector = server.connector().getService().findConnectors()[1];
		try (Descriptor successors = listener(server, "unix").duplicate()) {
			connector.getProtocolHandler().stop();
			connector.getProtocolHandler().destroy();
			assertThat(socket).as("closed by Tomcat").exists();
			connector.getProtocolHandler().destroy();
			server.close();
			assertThat(socket).as("closed once more").exists();
			assertThat(successors.isOpen()).isTrue();
		}
	}

	@Test
	void gateKeepsWhoConnectsWaiting() throws IOException {
		try (TestServer server = TestServer.start(List.of(Additional.class))) {
			server.gate().close();
			try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
				client.write(StandardCharsets.US_ASCII.encode(RawClient.request("GET", "/hello")));
				assertThat(listener(server, "unix").hasPending()).isTrue();
				server.gate().open();
				assertThat(answer(client)).startsWith("HTTP/1.1 200");
				assertThat(listener(server, "unix").hasPending()).isFalse();
			}
		}
	}

	@Test
	void relativePathIsMadeAbsoluteAndPermissionsAreRead() throws IOException {
		ListenerRequest request = UnixRequests.of("unix", "some/../app.sock", "rw-rw----", 7);
		assertThat(request.address())
			.isEqualTo(UnixDomainSocketAddress.of(Path.of("app.sock").toAbsolutePath().normalize()));
		assertThat(request.permissions()).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
		assertThat(request.backlog()).isEqualTo(7);
		assertThat(UnixRequests.of("unix", "/run/app.sock", null, 7).permissions()).isNull();
		assertThatExceptionOfType(SocketPathException.class)
			.isThrownBy(() -> UnixRequests.of("unix", "/run/app.sock", "0660", 7))
			.withMessage("Listener 'unix': /run/app.sock cannot have the permissions '0660'");
		assertThatExceptionOfType(SocketPathException.class).isThrownBy(() -> UnixRequests.of("unix", "a\0b", null, 7));
	}

	@Test
	void withoutNativeSupportItIsTomcatsOwn() {
		Connector connector = GracefulConnectors.stock().create("unix", socket);
		assertThat(connector.getProtocolHandler()).isExactlyInstanceOf(Http11NioProtocol.class);
		assertThat(connector.getProperty("unixDomainSocketPath")).isEqualTo(socket.toString());
	}

	@Test
	void stockConnectorOnAPathIsRefused() {
		GracefulConnectors connectors = new GracefulConnectors(TestListeners.create(), new Gate());
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.addAdditionalConnectors(GracefulConnectors.stock().create("unix", socket));
		assertThatExceptionOfType(StockConnectorException.class)
			.isThrownBy(() -> connectors.refuseStockConnectors(factory))
			.satisfies((ex) -> assertThat(ex.getPath()).isEqualTo(socket.toString()));
	}

	private static Listener listener(TestServer server, String name) {
		Listeners listeners = server.listeners();
		return listeners.all().stream().filter((candidate) -> candidate.name().equals(name)).findFirst().orElseThrow();
	}

	private static String ask() throws IOException {
		try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			client.write(StandardCharsets.US_ASCII.encode(RawClient.request("GET", "/hello")));
			return answer(client);
		}
	}

	private static String answer(SocketChannel client) throws IOException {
		StringBuilder answer = new StringBuilder();
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		while (answer.indexOf("hello") < 0 && client.read(buffer) > 0) {
			answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
			buffer.clear();
		}
		return answer.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class Additional {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> unixConnector(GracefulConnectors connectors) {
			return (factory) -> {
				Connector connector = connectors.create("unix", socket);
				connector.setProperty("unixDomainSocketPathPermissions", "rw-rw-rw-");
				factory.addAdditionalConnectors(connector);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Main {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> onAPath() {
			return (factory) -> factory.addConnectorCustomizers(
					(connector) -> connector.setProperty("unixDomainSocketPath", socket.toString()));
		}

	}

}
