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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds TCP ports on which an application can be started. Thread safe.
 */
public final class FreePort {

	private static final int LOWEST = 10_000;

	private static final int ATTEMPTS = 1_000;

	private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

	private FreePort() {
	}

	/**
	 * Return a port on which nothing listens, never the same one twice in this JVM.
	 * <p>
	 * It is taken from below the range in which the kernel chooses ports for outgoing
	 * connections: a port of that range could go to some client's connection before the
	 * application has bound it, and under load it does.
	 * @return port number
	 */
	public static int next() {
		int bound = lowestOutgoing();
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, bound);
			if (isFree(port) && given.add(port)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port between " + LOWEST + " and " + bound);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(port));
			return true;
		}
		catch (IOException ex) {
			// Somebody else's: the next attempt takes another one.
			return false;
		}
	}

	private static int lowestOutgoing() {
		try {
			String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
			return Math.max(LOWEST + ATTEMPTS, Integer.parseInt(range.strip().split("\\s+")[0]));
		}
		catch (IOException ex) {
			// Not readable in some sandboxes: the kernel's default.
			return 32_768;
		}
	}

}
