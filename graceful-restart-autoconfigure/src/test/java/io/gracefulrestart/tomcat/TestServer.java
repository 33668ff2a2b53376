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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listeners;
import org.apache.catalina.connector.Connector;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * A running {@link TestApplication}, its gate open.
 */
public final class TestServer implements AutoCloseable {

	private final ServletWebServerApplicationContext context;

	private TestServer(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	public static TestServer start(String... properties) {
		return start(List.of(), properties);
	}

	public static TestServer start(List<Class<?>> more, String... properties) {
		List<Class<?>> sources = new ArrayList<>(more);
		sources.add(TestApplication.class);
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"spring.main.banner-mode=off", "spring.main.log-startup-info=false",
				// Not the root: other tests of this JVM look at what we log.
				"logging.level.org=warn", "logging.level.org.apache.catalina.core.ContainerBase=off",
				"spring.jmx.enabled=false"));
		all.addAll(List.of(properties));
		TestServer server = new TestServer(
				(ServletWebServerApplicationContext) new SpringApplicationBuilder(sources.toArray(Class[]::new))
					.web(WebApplicationType.SERVLET)
					.properties(all.toArray(String[]::new))
					.run());
		server.gate().open();
		return server;
	}

	public int port() {
		return this.context.getWebServer().getPort();
	}

	/**
	 * Return a bean of the application's.
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int port(String listener) {
		return this.listeners()
			.all()
			.stream()
			.filter((candidate) -> candidate.name().equals(listener))
			.map((found) -> ((java.net.InetSocketAddress) found.address()).getPort())
			.findFirst()
			.orElseThrow();
	}

	Gate gate() {
		return this.context.getBean(Gate.class);
	}

	Listeners listeners() {
		return this.context.getBean(Listeners.class);
	}

	GracefulConnectors connectors() {
		return this.context.getBean(GracefulConnectors.class);
	}

	Connector connector() {
		return ((TomcatWebServer) this.context.getWebServer()).getTomcat().getConnector();
	}

	GracefulHttp11Protocol protocol() {
		return (GracefulHttp11Protocol) connector().getProtocolHandler();
	}

	List<Workload> workloads() {
		return this.connectors().workloads();
	}

	public Workload workload() {
		return workloads().stream().filter((workload) -> workload.name().equals("http")).findFirst().orElseThrow();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
