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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Copies one stream of a process that this one has started to one of its own, unchanged
 * and at once, and keeps its tail.
 * <p>
 * Two daemon threads: one reads and never waits long, one writes. So the process is not
 * held up by a stream of ours that takes nothing: when {@value #CHUNKS} chunks wait to be
 * written, and none was within two seconds, what the process writes is dropped until
 * there is room again. What a closed or broken stream refuses is dropped as well. A
 * writer that is stuck stays so, with what waits, until its stream takes something.
 */
final class OutputCopy {

	static final int CHUNKS = 64;

	static final int CHUNK_BYTES = 4096;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final byte[] END = {};

	private final InputStream from;

	private final OutputStream to;

	private final OutputTail.Source tail;

	private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(CHUNKS);

	private final CompletableFuture<Void> read = new CompletableFuture<>();

	private boolean stuck;

	/**
	 * Create a copy.
	 * @param from what the process writes
	 * @param to where it goes; not closed
	 * @param tail what remembers its last lines
	 */
	OutputCopy(InputStream from, OutputStream to, OutputTail.Source tail) {
		this.from = from;
		this.to = to;
		this.tail = tail;
	}

	/**
	 * Start to copy.
	 * @param name beginning of the threads' names
	 * @return completes when everything that the process will ever write is in the tail
	 */
	CompletableFuture<Void> start(String name) {
		daemon(name + "-write", this::write);
		daemon(name + "-read", this::read);
		return this.read;
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		byte[] buffer = new byte[CHUNK_BYTES];
		try (this.from) {
			for (int count = this.from.read(buffer); count >= 0; count = this.from.read(buffer)) {
				this.tail.add(buffer, count);
				hand(Arrays.copyOf(buffer, count));
			}
		}
		catch (IOException ex) {
			// The JDK has closed the pipe after the process had ended.
		}
		catch (InterruptedException ex) {
			// Nobody does this to a thread of our own; the writer is told all the same.
		}
		finally {
			this.read.complete(null);
			end();
		}
	}

	private void hand(byte[] chunk) throws InterruptedException {
		long patience = this.stuck ? 0 : PATIENCE.toNanos();
		this.stuck = !this.waiting.offer(chunk, patience, TimeUnit.NANOSECONDS);
	}

	private void end() {
		try {
			this.waiting.put(END);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write() {
		try {
			for (byte[] chunk = this.waiting.take(); chunk != END; chunk = this.waiting.take()) {
				write(chunk);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(byte[] chunk) {
		try {
			this.to.write(chunk);
		}
		catch (IOException ex) {
			// Closed, full or without a reader: there is no better place to say so.
		}
	}

}
