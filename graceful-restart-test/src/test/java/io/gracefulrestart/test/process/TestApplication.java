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

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/**
 * An application for tests of processes: it listens, says so, and waits. With the
 * argument {@code spawn} it starts itself once more and ends, with {@code fail} it ends
 * with status 3 at once.
 */
public final class TestApplication {

	private TestApplication() {
	}

	public static void main(String... arguments) throws IOException, InterruptedException {
		// What it writes is its interface to the test, no log.
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		out.println("Arguments " + String.join(" ", arguments) + " colour " + System.getenv("COLOUR"));
		if (arguments.length > 0 && arguments[0].equals("fail")) {
			out.println("Failed on purpose");
			System.exit(3);
		}
		if (arguments.length > 0 && arguments[0].equals("spawn")) {
			ProcessHandle self = ProcessHandle.current();
			new ProcessBuilder(self.info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
					TestApplication.class.getName(), "child")
				.inheritIO()
				.start();
			return;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(() -> out.println("Shutting down")));
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			out.println("Ready on " + socket.getLocalPort() + " pid " + ProcessHandle.current().pid());
			Thread.currentThread().join();
		}
	}

}
