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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections over a Unix domain socket leave as the others do.
 */
class UnixConnectorLeavingTests {

	private static final Path SOCKET = Path.of("/tmp", "graceful-restart-" + ProcessHandle.current().pid() + ".sock");

	@Test
	void connectionIsToldToLeaveAndClosedWhenItIsIdle() throws IOException {
		try (TestServer server = TestServer.start(List.of(UnixConnector.class));
				SocketChannel told = SocketChannel.open(StandardProtocolFamily.UNIX);
				SocketChannel idle = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			Workload workload = server.workloads()
				.stream()
				.filter((candidate) -> candidate.name().equals("unix"))
				.findFirst()
				.orElseThrow();
			told.connect(UnixDomainSocketAddress.of(SOCKET));
			idle.connect(UnixDomainSocketAddress.of(SOCKET));
			assertThat(ask(told)).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
			assertThat(ask(idle)).startsWith("HTTP/1.1 200");
			Soon.await().until(() -> workload.census().idle() == 2);
			workload.leave(Spread.NONE);
			assertThat(ask(told)).startsWith("HTTP/1.1 200").contains("Connection: close");
			assertThat(told.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			Soon.await().until(() -> workload.census().idle() == 1);
			assertThat(workload.closeIdle(Integer.MAX_VALUE)).isEqualTo(1);
			assertThat(idle.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			Soon.await().until(() -> workload.census().connections() == 0);
		}
		finally {
			Files.deleteIfExists(SOCKET);
		}
	}

	private static String ask(SocketChannel channel) throws IOException {
		channel.write(StandardCharsets.US_ASCII.encode(RawClient.request("GET", "/hello")));
		StringBuilder answer = new StringBuilder();
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		while (answer.indexOf("hello") < 0 && channel.read(buffer) > 0) {
			answer.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
			buffer.clear();
		}
		return answer.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class UnixConnector {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> unixConnector(GracefulConnectors connectors) {
			return (factory) -> factory.addAdditionalConnectors(connectors.create("unix", SOCKET));
		}

	}

}
