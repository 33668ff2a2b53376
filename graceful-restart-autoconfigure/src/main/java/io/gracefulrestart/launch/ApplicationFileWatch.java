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

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Looks whether the application's file is overwritten in place, and says so once. Thread
 * safe.
 * <p>
 * It looks every second: that costs two calls of stat(2), and whoever has copied the file
 * is still there to read the warning. The kernel could tell it at once, see inotify(7),
 * but not for a file that another host writes to.
 */
public final class ApplicationFileWatch implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final @Nullable ApplicationFile file;

	private final Consumer<ApplicationFile> listener;

	private final Duration interval;

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable Thread thread;

	/**
	 * Create a watch, which does not look yet.
	 * @param file the file, {@code null} if there is none to look at
	 * @param listener told once, on a thread of this object, when the file was found
	 * overwritten; it is not looked at afterwards
	 */
	public ApplicationFileWatch(@Nullable ApplicationFile file, Consumer<ApplicationFile> listener) {
		this(file, listener, INTERVAL);
	}

	ApplicationFileWatch(@Nullable ApplicationFile file, Consumer<ApplicationFile> listener, Duration interval) {
		this.file = file;
		this.listener = listener;
		this.interval = interval;
	}

	/**
	 * Begin to look, in a daemon thread. Without a file there is no thread. Has no effect
	 * if it was started or closed before.
	 */
	public synchronized void start() {
		ApplicationFile watched = this.file;
		if (watched == null || this.thread != null || this.closed.getCount() == 0) {
			return;
		}
		this.thread = new Thread(() -> watch(watched), "graceful-restart-application-file");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void watch(ApplicationFile watched) {
		try {
			while (!this.closed.await(this.interval.toNanos(), TimeUnit.NANOSECONDS)) {
				if (watched.state() == ApplicationFile.State.OVERWRITTEN) {
					this.listener.accept(watched);
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Look no more. The thread ends soon; a listener that is being told is not waited
	 * for. Idempotent.
	 */
	@Override
	public void close() {
		this.closed.countDown();
	}

}
