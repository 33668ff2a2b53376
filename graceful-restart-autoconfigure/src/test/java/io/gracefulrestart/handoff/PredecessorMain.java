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

package io.gracefulrestart.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * A predecessor in a process of its own, for tests that kill or stop it. Arguments: path
 * of the control socket, and the callback in which it hangs ({@code hello}, {@code stop})
 * or {@code none}. Says on its output what it is told.
 */
public final class PredecessorMain {

	private PredecessorMain() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		ServingProcess process = ServingProcess.current("demo", 1, Instant.now(), Instant.now());
		HandoffTimeouts timeouts = new HandoffTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5),
				Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
		try (TestPredecessor predecessor = new TestPredecessor(Path.of(args[0]), process, timeouts)) {
			if (args[1].equals("hello")) {
				predecessor.decision = () -> {
					say(predecessor.events.remove());
					hang();
					return predecessor.accept();
				};
			}
			if (args[1].equals("stop")) {
				predecessor.whileStopping = PredecessorMain::hang;
			}
			say("up");
			while (true) {
				say(predecessor.events.take());
			}
		}
	}

	private static void hang() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void say(String line) throws IllegalStateException {
		byte[] bytes = (line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
		System.out.write(bytes, 0, bytes.length);
		System.out.flush();
	}

}
