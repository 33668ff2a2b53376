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

package io.gracefulrestart.lifecycle;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a {@link RestartSignal} that has been closed, with a signal that does nothing
 * by itself.
 */
@Timeout(30)
class UnheardSignalTests {

	private static final Signal SIGNAL = new Signal("WINCH");

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	@Test
	void signalThatNobodyListensForDoesNothing() throws Exception {
		RestartSignal.listen("WINCH", () -> this.told.add("closed")).close();
		UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> this.told.add(ex.toString()));
		try {
			Signal.raise(SIGNAL);
			// The JVM hands signals out one after the other, each to a thread of its own.
			RestartSignal next = RestartSignal.listen("WINCH", () -> this.told.add("next"));
			Signal.raise(SIGNAL);
			assertThat(this.told.poll(10, TimeUnit.SECONDS)).isEqualTo("next");
			next.close();
			await().atMost(10, TimeUnit.SECONDS)
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().equals("SIGWINCH handler")));
			assertThat(this.told).allMatch("next"::equals);
		}
		finally {
			Thread.setDefaultUncaughtExceptionHandler(before);
		}
	}

}
