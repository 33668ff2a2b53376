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
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.gracefulrestart.fd.OpenDescriptors;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One server for all tests of a class, with as many settings as possible changed. When it
 * has ended, no socket is left.
 */
final class SharedServer implements BeforeAllCallback, AfterAllCallback {

	/** A static file that Tomcat sends with sendfile. */
	static final byte[] FILE = TestHandlers.pattern(8 * 1024 * 1024);

	/** Lives for ever, since it cannot be closed and would be when nobody knows. */
	static final HttpClient HTTP2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

	private static @Nullable Path directory;

	private int socketsBefore;

	private @Nullable TestServer server;

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		this.socketsBefore = sockets();
		directory = Files.createTempDirectory("graceful-restart-tests");
		Files.createDirectories(directory.resolve("root/files"));
		Files.write(directory.resolve("root/files/pattern.bin"), FILE);
		this.server = TestServer.start(List.of(Extras.class), "server.http2.enabled=true",
				"server.compression.enabled=true", "server.compression.min-response-size=1KB",
				"server.server-header=graceful", "server.forward-headers-strategy=native",
				"server.tomcat.accesslog.enabled=true", "server.tomcat.accesslog.buffered=false",
				"server.tomcat.accesslog.prefix=access", "server.tomcat.accesslog.pattern=%r %s",
				"server.tomcat.accesslog.directory=" + directory);
	}

	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		get().close();
		FileSystemUtils.deleteRecursively(directory);
		Soon.await().untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(this.socketsBefore));
	}

	static int sockets() {
		return (int) OpenDescriptors.describe().values().stream().filter((to) -> to.startsWith("socket:")).count();
	}

	TestServer get() {
		return Objects.requireNonNull(this.server);
	}

	static Path accessLog() throws IOException {
		try (Stream<Path> files = Files.list(Objects.requireNonNull(directory))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("access")).findFirst().orElseThrow();
		}
	}

	/**
	 * Static files, WebSocket and one more connector.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Extras {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> extras(GracefulConnectors connectors) {
			return (factory) -> {
				factory.setDocumentRoot(Objects.requireNonNull(directory).resolve("root").toFile());
				Connector internal = connectors.create("internal", 0);
				internal.setProperty("address", "127.0.0.1");
				internal.setProperty("maxKeepAliveRequests", "2");
				factory.addAdditionalConnectors(internal);
			};
		}

		@Bean
		ServletRegistrationBean<DefaultServlet> files() {
			return new ServletRegistrationBean<>(new DefaultServlet(), "/files/*");
		}

		@Bean
		ServletListenerRegistrationBean<ServletContextListener> echo() {
			return new ServletListenerRegistrationBean<>(new ServletContextListener() {

				@Override
				public void contextInitialized(ServletContextEvent event) {
					Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
					try {
						((ServerContainer) container).addEndpoint(EchoEndpoint.class);
					}
					catch (DeploymentException ex) {
						throw new IllegalStateException(ex);
					}
				}

			});
		}

	}

}
