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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.GracefulRestart;
import io.gracefulrestart.StateChangedEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * A Spring Boot application that runs in the test's JVM, on ports of its own.
 */
final class RunningApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningApplication start(String... properties) {
		return start(Events.class, properties);
	}

	static RunningApplication start(Class<?> source, String... properties) {
		return new RunningApplication(
				new SpringApplicationBuilder(Configuration.class, source).properties("server.port=0")
					.properties("spring.main.banner-mode=off", "management.endpoints.web.exposure.include=*")
					.properties(properties)
					.run());
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	GracefulRestart gracefulRestart() {
		return this.context.getBean(GracefulRestart.class);
	}

	List<StateChangedEvent> events() {
		return this.context.getBean(Events.class).events;
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Configuration {

	}

	/**
	 * What its listeners hear.
	 */
	static class Events {

		private final List<StateChangedEvent> events = new ArrayList<>();

		@EventListener
		void onStateChanged(StateChangedEvent event) {
			this.events.add(event);
		}

	}

}
