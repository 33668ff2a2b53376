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
import java.nio.file.Path;

import io.gracefulrestart.drain.Gate;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for {@link GracefulConnectors}. Where there is no native support, nothing of ours
 * comes between Spring Boot and Tomcat.
 */
class GracefulConnectorsTests {

	@TempDir
	private Path directory;

	private final GracefulConnectors connectors = GracefulConnectors.stock();

	@Test
	void additionalConnectorIsTomcatsOwnAndServes() throws Exception {
		Connector connector = this.connectors.create("internal", 0);
		assertThat(connector.getProtocolHandler()).isExactlyInstanceOf(Http11NioProtocol.class);
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(this.directory.toString());
		tomcat.setConnector(connector);
		tomcat.addContext("", null);
		tomcat.start();
		try {
			assertThat(get(connector.getLocalPort()).status()).isEqualTo(404);
			assertThat(this.connectors.workloads()).isEmpty();
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	private static RawResponse get(int port) throws IOException {
		try (RawClient client = RawClient.connect(port)) {
			return client.get("/").response();
		}
	}

	@Test
	void factoryStaysAsTheApplicationHasMadeIt() {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setShutdown(Shutdown.GRACEFUL);
		Connector own = new Connector();
		own.setPort(1);
		factory.addAdditionalConnectors(own);
		this.connectors.prepare(factory, "http");
		assertThatCode(() -> this.connectors.refuseStockConnectors(factory)).doesNotThrowAnyException();
		this.connectors.replaceStockShutdown(factory);
		assertThat(factory.getProtocol()).isEqualTo(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
		assertThat(factory.getConnectorCustomizers()).isEmpty();
		assertThat(factory.getContextCustomizers()).isEmpty();
		assertThat(factory.getShutdown()).isEqualTo(Shutdown.GRACEFUL);
	}

	@Test
	void shutdownStaysWhereAConnectorIsNotOurs() {
		GracefulConnectors ours = new GracefulConnectors(TestListeners.create(), new Gate());
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setShutdown(Shutdown.GRACEFUL);
		factory.setProtocol(Http11Nio2Protocol.class.getName());
		ours.prepare(factory, "http");
		ours.replaceStockShutdown(factory);
		assertThat(factory.getShutdown()).isEqualTo(Shutdown.GRACEFUL);
		factory.setProtocol(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
		ours.prepare(factory, "http");
		factory.addAdditionalConnectors(new Connector());
		ours.replaceStockShutdown(factory);
		assertThat(factory.getShutdown()).isEqualTo(Shutdown.GRACEFUL);
	}

	@Test
	void shutdownIsReplacedWhereAllConnectorsAreOurs() {
		GracefulConnectors ours = new GracefulConnectors(TestListeners.create(), new Gate());
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setShutdown(Shutdown.GRACEFUL);
		ours.prepare(factory, "http");
		factory.addAdditionalConnectors(ours.create("internal", 0));
		ours.replaceStockShutdown(factory);
		assertThat(factory.getShutdown()).isEqualTo(Shutdown.IMMEDIATE);
	}

}
