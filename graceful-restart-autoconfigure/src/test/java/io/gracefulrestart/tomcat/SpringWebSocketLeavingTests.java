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

import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's WebSocket handlers and its message broker on a connector that is drained.
 */
class SpringWebSocketLeavingTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(List.of(Handlers.class, Broker.class));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void handlerAndClientHearThatTheServiceRestarts() throws Exception {
		Client client = new Client();
		connect("/handler", client);
		closeOne();
		assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
		assertThat(Handlers.HANDLER.closed.get(10, TimeUnit.SECONDS))
			.isEqualTo(CloseStatus.SERVICE_RESTARTED.getCode());
	}

	@Test
	void clientOfTheBrokerHearsThatTheServiceRestarts() throws Exception {
		Client client = new Client();
		connect("/stomp", client).sendText("CONNECT\naccept-version:1.2\n\n\0", true).get(10, TimeUnit.SECONDS);
		assertThat(client.text.get(10, TimeUnit.SECONDS)).startsWith("CONNECTED");
		closeOne();
		assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
	}

	private static void closeOne() {
		Workload workload = server.workload();
		Soon.await().until(() -> workload.closeWebSockets(10) == 1);
	}

	private static WebSocket connect(String path, Client client) throws Exception {
		return SharedServer.HTTP2.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), client)
			.get(10, TimeUnit.SECONDS);
	}

	private static final class Client implements WebSocket.Listener {

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private final CompletableFuture<String> text = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			socket.request(1);
			this.text.complete(data.toString());
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	private static final class Handler extends TextWebSocketHandler {

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.closed.complete(status.getCode());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Handlers {

		private static final Handler HANDLER = new Handler();

		@Bean
		WebSocketConfigurer handlers() {
			return (registry) -> registry.addHandler(HANDLER, "/handler");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Broker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

}
