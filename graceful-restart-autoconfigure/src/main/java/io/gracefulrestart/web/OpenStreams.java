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

package io.gracefulrestart.web;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.drain.Streams;
import org.jspecify.annotations.Nullable;

/**
 * The streams of an application that are open, on all of its ports. Thread safe.
 */
public final class OpenStreams implements Streams, AutoCloseable {

	// One waits here only for a client that does not read; they do not keep each other.
	private static final int THREADS = 8;

	// After so many more, those are forgotten that nobody has said the end of.
	private static final int SWEEP = 256;

	private final AtomicInteger added = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final StreamTypes types;

	// Oldest first, both; guarded by this.
	private final Set<OpenStream> open = new LinkedHashSet<>();

	private final Set<OpenStream> untold = new LinkedHashSet<>();

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create it without any.
	 * @param types which responses are streams
	 */
	public OpenStreams(StreamTypes types) {
		this.types = types;
		this.executor = new ScheduledThreadPoolExecutor(THREADS, (task) -> {
			Thread thread = new Thread(task, "graceful-restart-streams");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	StreamTypes types() {
		return this.types;
	}

	@Override
	public int count() {
		sweep();
		synchronized (this) {
			return this.untold.size();
		}
	}

	// The container does not always say that it has given a request up.
	private void sweep() {
		for (OpenStream stream : all()) {
			if (stream.isGone()) {
				remove(stream);
			}
		}
	}

	@Override
	public int ended() {
		return this.ended.get();
	}

	/**
	 * Note that a stream has got its end.
	 */
	void noteEnd() {
		this.ended.incrementAndGet();
	}

	@Override
	public int end(int maximum) {
		int told = 0;
		while (told < maximum) {
			OpenStream stream = next();
			if (stream == null) {
				break;
			}
			if (stream.tell()) {
				told++;
			}
		}
		return told;
	}

	void add(OpenStream stream) {
		if (this.added.incrementAndGet() % SWEEP == 0) {
			sweep();
		}
		synchronized (this) {
			this.open.add(stream);
			this.untold.add(stream);
		}
	}

	synchronized void remove(OpenStream stream) {
		this.open.remove(stream);
		this.untold.remove(stream);
	}

	// On threads of our own, which hold none of the locks that the application, Spring
	// and Tomcat hold around a write or a call of a listener.
	void execute(Runnable task) {
		this.executor.execute(task);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	void schedule(Runnable task, Duration delay) {
		this.executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private synchronized List<OpenStream> all() {
		return List.copyOf(this.open);
	}

	private synchronized @Nullable OpenStream next() {
		Iterator<OpenStream> streams = this.untold.iterator();
		if (!streams.hasNext()) {
			return null;
		}
		OpenStream stream = streams.next();
		streams.remove();
		return stream;
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

}
