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

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A call that blocks in a thread of its own, for tests that wake it.
 */
final class Blocked {

	private final CompletableFuture<Object> result = new CompletableFuture<>();

	private final Thread thread;

	private Blocked(Callable<?> call) {
		this.thread = new Thread(() -> {
			try {
				this.result.complete(call.call());
			}
			catch (Throwable ex) {
				this.result.completeExceptionally(ex);
			}
		}, "blocked");
		this.thread.setDaemon(true);
	}

	/**
	 * Start the call and return once its thread sleeps in the kernel or waits for a lock.
	 */
	static Blocked in(Callable<?> call) {
		Blocked blocked = new Blocked(call);
		blocked.thread.start();
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(5))
			.during(Duration.ofMillis(30))
			.until(() -> blocked.isInside() && !blocked.result.isDone());
		return blocked;
	}

	private boolean isInside() {
		if (this.thread.getState() == Thread.State.WAITING) {
			return true;
		}
		StackTraceElement[] trace = this.thread.getStackTrace();
		return trace.length > 0 && trace[0].isNativeMethod();
	}

	Object result() throws Exception {
		return this.result.get(5, TimeUnit.SECONDS);
	}

	Throwable failure() {
		try {
			throw new AssertionError("Returned " + this.result.get(5, TimeUnit.SECONDS));
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (Exception ex) {
			throw new AssertionError("Was not woken", ex);
		}
	}

}
