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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Follows the log file to which a process writes, and wakes who waits for a line. It is a
 * file and not a pipe because a process that we have not started may go on writing to it
 * (a successor that inherits its predecessor's output), and a pipe breaks when the JVM
 * reaps the first one. Thread safe; one daemon thread reads.
 */
final class ProcessOutput implements AutoCloseable {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long ENDED_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final InputStream input;

	private final BooleanSupplier ended;

	private final Thread thread;

	private final List<String> lines = new ArrayList<>();

	private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

	private volatile boolean closed;

	// Guarded by this. How often the end of the file was reached.
	private long endsSeen;

	/**
	 * Begin to follow a file.
	 * @param log file that exists
	 * @param ended says whether all who could write to it have ended
	 * @throws IOException if it cannot be read
	 */
	ProcessOutput(Path log, BooleanSupplier ended) throws IOException {
		this.ended = ended;
		this.input = Files.newInputStream(log);
		this.thread = new Thread(this::follow, "output-" + log.getFileName());
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Return a copy of the complete lines so far.
	 * @return lines in order
	 */
	synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

	/**
	 * Wait until what had been written before this call has been read.
	 * @throws InterruptedException if interrupted
	 */
	synchronized void catchUp() throws InterruptedException {
		// The end may just be about to be reported for a read that began before: see two.
		long wanted = this.endsSeen + 2;
		while (this.endsSeen < wanted && !this.closed) {
			wait(1000);
		}
	}

	/**
	 * Wait for a line.
	 * @param pattern found anywhere in the line
	 * @param deadline {@link System#nanoTime()} at which to give up
	 * @return the first such line, or {@code null} if the time is over, or if nobody is
	 * left who could write it
	 * @throws InterruptedException if interrupted
	 */
	@Nullable String await(Pattern pattern, long deadline) throws InterruptedException {
		int next = 0;
		while (true) {
			// Asked before the lines are looked through: what was written last is seen.
			boolean last = this.ended.getAsBoolean() || deadline - System.nanoTime() <= 0;
			if (last) {
				catchUp();
			}
			for (String line : linesFrom(next)) {
				next++;
				if (pattern.matcher(line).find()) {
					return line;
				}
			}
			if (last || this.closed) {
				return null;
			}
			awaitMoreThan(next, Math.min(deadline, System.nanoTime() + ENDED_LOOK_NANOS));
		}
	}

	private synchronized List<String> linesFrom(int index) {
		return List.copyOf(this.lines.subList(index, this.lines.size()));
	}

	private synchronized void awaitMoreThan(int count, long deadline) throws InterruptedException {
		while (this.lines.size() <= count && !this.closed && deadline - System.nanoTime() > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, Math.max(deadline - System.nanoTime(), 1));
		}
	}

	private void follow() {
		byte[] buffer = new byte[8192];
		try (InputStream open = this.input) {
			while (!this.closed) {
				int count = open.read(buffer);
				if (count > 0) {
					append(buffer, count);
				}
				else {
					endReached();
					LockSupport.parkNanos(LOOK_NANOS);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private synchronized void append(byte[] bytes, int count) {
		int start = 0;
		for (int i = 0; i < count; i++) {
			if (bytes[i] == '\n') {
				this.unfinished.write(bytes, start, i - start);
				this.lines.add(this.unfinished.toString(StandardCharsets.UTF_8));
				this.unfinished.reset();
				start = i + 1;
			}
		}
		this.unfinished.write(bytes, start, count - start);
		notifyAll();
	}

	private synchronized void endReached() {
		this.endsSeen++;
		notifyAll();
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
		synchronized (this) {
			notifyAll();
		}
	}

}
