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

package io.gracefulrestart.sample;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.ListenerParticipant;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Ways for a start to go wrong, which the fault tests ask for; without their properties
 * none of them is there. Runners come after the connectors have started and before the
 * application is ready.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr>
 * <th>property</th>
 * <th>effect</th>
 * </tr>
 * <tr>
 * <td>{@code sample.start-held-by}</td>
 * <td>not ready as long as the file of that path exists</td>
 * </tr>
 * <tr>
 * <td>{@code sample.exit-before-ready}</td>
 * <td>exits with that status instead of being ready</td>
 * </tr>
 * <tr>
 * <td>{@code sample.failing-listener}</td>
 * <td>has one more listener, on which accepting fails with that message</td>
 * </tr>
 * <tr>
 * <td>{@code sample.down-while}</td>
 * <td>see {@link StockController}: component {@code stock} of the health is down, and
 * {@code GET /stock} answers 503, as long as the file of that path exists</td>
 * </tr>
 * </table>
 */
@Configuration(proxyBeanMethods = false)
class FaultConfiguration {

	private static final long LOOK_MILLIS = 20;

	@Bean
	@ConditionalOnProperty("sample.start-held-by")
	ApplicationRunner heldStart(@Value("${sample.start-held-by}") Path file) {
		return (arguments) -> {
			while (Files.exists(file)) {
				TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
			}
		};
	}

	@Bean
	@ConditionalOnProperty("sample.exit-before-ready")
	ApplicationRunner earlyExit(@Value("${sample.exit-before-ready}") int status,
			ConfigurableApplicationContext context) {
		return (arguments) -> {
			SpringApplication.exit(context);
			System.exit(status);
		};
	}

	@Bean
	@ConditionalOnProperty("sample.failing-listener")
	ListenerParticipant failingListener(@Value("${sample.failing-listener}") String message) {
		return new FailingListener(message);
	}

	private record FailingListener(String message) implements ListenerParticipant {

		@Override
		public String listenerName() {
			return "failing";
		}

		@Override
		public InetSocketAddress listenerAddress() {
			return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		}

		@Override
		public void accept(ServerSocketChannel channel) {
			throw new IllegalStateException(this.message);
		}

		@Override
		public void stopAccepting() {
			// It has never accepted.
		}

	}

}
