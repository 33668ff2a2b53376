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

package io.gracefulrestart.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.gracefulrestart.handoff.ControlSocketException;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.lifecycle.TakeoverFailedException;
import io.gracefulrestart.lifecycle.TakeoverRefusedException;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.listener.SocketPathException;
import io.gracefulrestart.tomcat.StockConnectorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the failure analyzers, asked in the order in which Spring Boot asks them.
 */
class FailureAnalyzerTests {

	private static final Path SOCKET = Path.of("/run/app/shop-any-8080.sock");

	@Test
	void portTakenNamesTheProcessAndWinsOverSpringBoot() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			IOException cause = obtain(ListenerMode.BIND, "http", "127.0.0.1", port);
			FailureAnalysis analysis = analyze(new PortInUseException(port, cause));
			assertThat(analysis.getDescription()).isEqualTo("Listener 'http' cannot be bound to port " + port
					+ ": this process, " + ProcessHandle.current().pid() + " ("
					+ ProcessHandle.current().info().command().orElseThrow() + ") listens there.");
			assertThat(analysis.getAction()).contains("Two listeners of this application", "'server.port'");
		}
	}

	@ParameterizedTest
	@CsvSource({ "management, 'management.server.port'", "grpc, create listener 'grpc'" })
	void portTakenNamesWhatToSet(String listener, String action) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			IOException cause = obtain(ListenerMode.BIND, listener, "127.0.0.1", taken.getLocalPort());
			assertThat(analyze(cause).getAction()).contains(action);
		}
	}

	@Test
	void takenPathNamesTheProcessAndWhatToSet(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (ServerSocketChannel taken = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			taken.bind(UnixDomainSocketAddress.of(path));
			FailureAnalysis analysis = analyze(obtain(ListenerMode.AUTO, path));
			assertThat(analysis.getDescription()).startsWith("Listener 'unix' cannot be bound to path " + path
					+ ": this process, " + ProcessHandle.current().pid());
			assertThat(analysis.getAction()).contains("ask for the same path");
		}
		FailureAnalysis directoryInPlace = analyze(
				obtain(ListenerMode.AUTO, Files.createDirectory(directory.resolve("d"))));
		assertThat(directoryInPlace.getDescription()).isEqualTo(
				"Listener 'unix' cannot be bound: " + directory.resolve("d") + " is a directory and not a socket.");
		assertThat(directoryInPlace.getAction()).isEqualTo("Remove it if nobody needs it, or choose another path.");
		Exception bind = obtain(ListenerMode.BIND, "http", "192.0.2.7", 8080);
		assertThat(analyze(new SocketPathException("unix", path, "cannot be made", "Make room", bind)).getAction())
			.isEqualTo("Make room.");
		assertThat(analyze(obtain(ListenerMode.HANDOFF, path)).getDescription())
			.startsWith("Listener 'unix' (path " + path + ") cannot be had");
	}

	@Test
	void addressOfAnotherHostIsNamed() {
		FailureAnalysis analysis = analyze(obtain(ListenerMode.BIND, "http", "192.0.2.7", 8080));
		assertThat(analysis.getDescription()).contains("192.0.2.7:8080", "EADDRNOTAVAIL");
		assertThat(analysis.getAction()).contains("'server.address'");
	}

	@Test
	void otherNativeFailuresAreNotExplained() {
		assertThat(new BindFailureAnalyzer()
			.analyze(new IOException("unrelated", obtain(ListenerMode.INHERIT, "http", "127.0.0.1", 8080)))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "INHERIT, no supervisor left a listener open for it, ListenStream=8080",
			"HANDOFF, no predecessor passed a listener for it, Start it beside a running predecessor" })
	void forcedSourceWithoutTheListenerIsNamed(ListenerMode mode, String reason, String action) {
		FailureAnalysis analysis = analyze(obtain(mode, "http", "127.0.0.1", 8080));
		assertThat(analysis.getDescription()).contains("'http'", "port 8080", "set to '" + mode + "'", reason);
		assertThat(analysis.getAction()).contains(action, "'auto'");
	}

	@Test
	void controlSocketSaysWhatIsWrongWithItAndWhatToDo() {
		ControlSocketException cause = new ControlSocketException(SOCKET, "is a directory", "Remove it.", null);
		FailureAnalysis analysis = analyze(new TakeoverFailedException(SOCKET, cause));
		assertThat(analysis.getDescription()).contains(SOCKET + " is a directory.");
		assertThat(analysis.getAction()).startsWith("Remove it.").contains("'graceful-restart.handoff.enabled'");
	}

	@Test
	void frozenPredecessorIsTold() {
		FailureAnalysis analysis = analyze(
				new TakeoverFailedException(SOCKET, new SocketTimeoutException("no answer to HELLO")));
		assertThat(analysis.getDescription()).contains(SOCKET.toString(), "no answer to HELLO", "was not disturbed");
		assertThat(analysis.getAction()).contains("kill -CONT");
	}

	@Test
	void takeoverThatFailedOtherwiseNamesTheSocketAndTheReason() {
		FailureAnalysis analysis = analyze(new TakeoverFailedException(SOCKET, new IOException("STATE came early")));
		assertThat(analysis.getDescription()).contains(SOCKET.toString(), "STATE came early");
		assertThat(analysis.getAction()).contains("'graceful-restart.handoff.socket'");
	}

	@ParameterizedTest
	@EnumSource(RefusalReason.class)
	void everyRefusalIsExplained(RefusalReason reason) {
		FailureAnalysis analysis = analyze(new TakeoverRefusedException(SOCKET, reason, "text of the other one"));
		assertThat(analysis.getDescription()).contains(SOCKET.toString(), reason.name(), "text of the other one");
		assertThat(analysis.getAction()).endsWith(".");
	}

	@Test
	void stockConnectorNamesTheFactoryMethod() {
		FailureAnalysis analysis = analyze(new StockConnectorException(8443));
		assertThat(analysis.getDescription()).contains("8443");
		assertThat(analysis.getAction()).contains("GracefulConnectors.create(name, 8443)");
		FailureAnalysis path = analyze(new StockConnectorException("/run/app.sock"));
		assertThat(path.getDescription()).contains("/run/app.sock", "could not bind the path");
		assertThat(path.getAction()).contains("GracefulConnectors.create(name, Path.of(\"/run/app.sock\"))");
	}

	private static IOException obtain(ListenerMode mode, Path path) {
		try (Listeners listeners = new Listeners(mode, InheritedListeners.none())) {
			return catchThrowableOfType(IOException.class,
					() -> listeners.obtain(new ListenerRequest("unix", UnixDomainSocketAddress.of(path), 1)));
		}
	}

	private static IOException obtain(ListenerMode mode, String name, String host, int port) {
		try (Listeners listeners = new Listeners(mode, InheritedListeners.none())) {
			return catchThrowableOfType(IOException.class,
					() -> listeners.obtain(new ListenerRequest(name, new InetSocketAddress(host, port), 1)));
		}
	}

	private static FailureAnalysis analyze(Throwable failure) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class,
					FailureHandler.logging(org.apache.commons.logging.LogFactory.getLog(FailureAnalyzerTests.class)));
		return analyzers.stream()
			.map((analyzer) -> analyzer.analyze(new IllegalStateException("Context failed", failure)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow();
	}

}
