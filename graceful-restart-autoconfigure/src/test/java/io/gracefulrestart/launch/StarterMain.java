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

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.StandardStreams;

/**
 * Starts {@link WriterMain} with its own arguments, passes its standard streams to it
 * over the control socket that is the first one, and ends when they were put in place.
 */
public final class StarterMain {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private StarterMain() {
	}

	public static void main(String[] args) throws Exception {
		CommandLine successor = CommandLine.ofThisProcess()
			.withCommand(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), WriterMain.class.getName(), args[0], args[1]));
		try (ControlListener listener = ControlListener.bind(Path.of(args[0]))) {
			new Launcher(successor).launch();
			try (ControlConnection connection = listener.accept(); StandardStreams own = StandardStreams.duplicate()) {
				connection.send(ByteBuffer.allocate(1), own.descriptors(), TIMEOUT);
				connection.receive(1, TIMEOUT);
			}
		}
	}

}
