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

package io.gracefulrestart.sample;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams one event per 100 ms for as long as the client listens. The events of a stream
 * are numbered from 1, in their {@code id} and in their data.
 */
@RestController
class SseController implements DisposableBean {

	private static final long PERIOD_MILLIS = 100;

	private static final long NO_TIMEOUT = 0;

	private final ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "sse-ticker");
		thread.setDaemon(true);
		return thread;
	});

	SseController() {
		this.ticker.setRemoveOnCancelPolicy(true);
	}

	@GetMapping("/sse")
	SseEmitter sse() {
		SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
		Stream stream = new Stream(emitter);
		Future<?> ticks = this.ticker.scheduleAtFixedRate(stream, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		emitter.onCompletion(() -> ticks.cancel(false));
		return emitter;
	}

	/**
	 * Returns how many streams are waiting for their next event.
	 * @return a number that may be one too low while an event is sent
	 */
	int waitingStreams() {
		return this.ticker.getQueue().size();
	}

	@Override
	public void destroy() {
		this.ticker.shutdownNow();
	}

	/**
	 * One client's events. Runs on the ticker only.
	 */
	private static final class Stream implements Runnable {

		private final SseEmitter emitter;

		private long number;

		private Stream(SseEmitter emitter) {
			this.emitter = emitter;
		}

		@Override
		public void run() {
			this.number++;
			String id = Long.toString(this.number);
			try {
				this.emitter.send(SseEmitter.event().id(id).data(id));
			}
			catch (IOException | IllegalStateException ex) {
				// The client has gone: the container completes the emitter, which ends
				// the ticks.
			}
		}

	}

}
