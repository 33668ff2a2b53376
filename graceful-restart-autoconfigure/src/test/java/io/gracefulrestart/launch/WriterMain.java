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

package io.gracefulrestart.launch;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.StandardStreams;
import org.awaitility.Awaitility;

/**
 * Writes to its standard streams before it was given others, which it has got over the
 * control socket that is its first argument, and when the process that has started it is
 * gone. Its second argument is the file where its output must appear.
 */
public final class WriterMain {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private WriterMain() {
	}

	public static void main(String[] args) throws Exception {
		PrintStream output = System.out;
		PrintStream error = System.err;
		ProcessHandle starter = ProcessHandle.current().parent().orElseThrow();
		output.println("to the pipe");
		Awaitility.await().until(() -> Files.readString(Path.of(args[1])).contains("to the pipe"));
		try (ControlConnection connection = ControlConnection.connect(Path.of(args[0]), TIMEOUT)) {
			List<Descriptor> descriptors = Objects.requireNonNull(connection.receive(1, TIMEOUT)).descriptors();
			try (StandardStreams passed = new StandardStreams(descriptors.get(0), descriptors.get(1))) {
				passed.replaceOwn();
			}
			connection.send(ByteBuffer.allocate(1), List.of(), TIMEOUT);
		}
		starter.onExit().get(20, TimeUnit.SECONDS);
		output.println("alone");
		error.println("error alone");
		new ProcessBuilder("sh", "-c", "echo error from sh >&2; echo from sh").inheritIO().start().waitFor();
	}

}
