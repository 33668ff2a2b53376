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

package io.gracefulrestart.state;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.time.Deadline;

/**
 * Questions that wait for their answers. Thread safe.
 */
final class Questions {

	private final AtomicInteger last = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Optional<ByteBuffer>>> open = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Note a question that is about to be asked.
	 * @return its number
	 */
	int begin() {
		int number = this.last.incrementAndGet();
		CompletableFuture<Optional<ByteBuffer>> future = new CompletableFuture<>();
		this.open.put(number, future);
		if (this.closed) {
			future.complete(Optional.empty());
		}
		return number;
	}

	/**
	 * Wait for an answer.
	 * @param number number of the question
	 * @param deadline when to stop waiting
	 * @return the answer, empty if there is none
	 */
	Optional<ByteBuffer> await(int number, Deadline deadline) {
		CompletableFuture<Optional<ByteBuffer>> future = this.open.get(number);
		if (future == null) {
			return Optional.empty();
		}
		try {
			return future.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		finally {
			this.open.remove(number);
		}
	}

	/**
	 * An answer has come.
	 * @param number number of the question; unknown ones are those that nobody waits for
	 * any more
	 * @param answer the answer, empty for none
	 */
	void answered(int number, Optional<ByteBuffer> answer) {
		CompletableFuture<Optional<ByteBuffer>> future = this.open.get(number);
		if (future != null) {
			future.complete(answer);
		}
	}

	/** Nobody answers any more. */
	void close() {
		this.closed = true;
		this.open.values().forEach((future) -> future.complete(Optional.empty()));
	}

}
