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

package io.gracefulrestart.test.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;
import io.gracefulrestart.test.visitor.Scrape;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scrapes all the time, on a connection that it keeps and on new ones in turn, and
 * compares each scrape with the one before.
 */
final class Scraper implements AutoCloseable {

	private final int port;

	private final Map<String, String> fallen = new ConcurrentHashMap<>();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Thread thread = new Thread(this::run, "scraper");

	private volatile boolean stopped;

	private volatile int scrapes;

	Scraper(int port) {
		this.port = port;
		this.thread.start();
	}

	@SuppressWarnings("NonAtomicVolatileUpdate") // Only here.
	private void run() {
		HttpConnection kept = null;
		Scrape last = null;
		try {
			while (!this.stopped) {
				HttpReply reply;
				if (this.scrapes % 2 == 0) {
					kept = (kept != null) ? kept : Clients.open(this.port);
					reply = kept.get(Scrape.PATH, SampleRun.PATIENCE);
					if (reply.announcesClose()) {
						kept.close();
						kept = null;
					}
				}
				else {
					reply = Clients.get(this.port, Scrape.PATH);
				}
				Scrape scrape = Scrape.of(reply);
				if (last != null) {
					this.fallen.putAll(last.fallen(scrape));
				}
				last = scrape;
				this.scrapes++;
			}
		}
		catch (RequestFailedException | RuntimeException | Error ex) {
			this.failure.set(ex);
		}
		finally {
			if (kept != null) {
				kept.close();
			}
		}
	}

	/**
	 * Stop, and find that nothing has fallen.
	 * @return how many scrapes there were
	 */
	int stop() {
		close();
		assertThat(this.failure.get()).isNull();
		assertThat(this.fallen).isEmpty();
		return this.scrapes;
	}

	@Override
	public void close() {
		this.stopped = true;
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(60));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
