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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sockets and event descriptors that were open at some moment, for a test to prove
 * that it leaves none behind. Files are not counted: the JVM opens jars as it goes.
 */
public final class DescriptorCount {

	private final Map<Integer, String> before;

	private DescriptorCount(Map<Integer, String> before) {
		this.before = before;
	}

	/**
	 * Count now.
	 * @return the count
	 */
	public static DescriptorCount now() {
		NativeSupport.get();
		openWhatTheJdkKeeps();
		return new DescriptorCount(current());
	}

	// The JDK makes a socket for its own use when it closes the first one.
	private static void openWhatTheJdkKeeps() {
		try (ServerSocketChannel server = ServerSocketChannel.open()) {
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			SocketChannel.open(server.getLocalAddress()).close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<Integer, String> current() {
		Map<Integer, String> described = OpenDescriptors.describe();
		described.values().removeIf((target) -> target.startsWith("/"));
		return described;
	}

	/**
	 * Assert that no more are open than when they were counted. Fewer may be: what
	 * another test has closed may have been open still.
	 */
	public void assertNoMore() {
		// The JDK closes some of its own a moment later.
		Awaitility.await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
			Map<Integer, String> now = current();
			assertThat(now).hasSizeLessThanOrEqualTo(expected(now).size());
		});
	}

	// The selector of an HTTP client that another test has used is closed when the
	// garbage collector has found the client.
	private Map<Integer, String> expected(Map<Integer, String> now) {
		Map<Integer, String> expected = new HashMap<>(this.before);
		expected.entrySet()
			.removeIf((entry) -> entry.getValue().startsWith("anon_inode:") && !now.containsKey(entry.getKey()));
		return expected;
	}

}
