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

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Streams of all kinds, none of which ends by itself.
 */
@RestController
class StreamHandlers implements DisposableBean {

	/** What the senders of the application got to see. */
	final List<Throwable> failures = new CopyOnWriteArrayList<>();

	final AtomicInteger completions = new AtomicInteger();

	final AtomicInteger errors = new AtomicInteger();

	volatile CountDownLatch downloading = new CountDownLatch(1);

	volatile CountDownLatch download = new CountDownLatch(1);

	/** Who writes what nobody reads. */
	volatile @Nullable Thread writer;

	private final ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(4);

	/**
	 * Forget what was before.
	 */
	void reset() {
		this.failures.clear();
		this.completions.set(0);
		this.errors.set(0);
		this.writer = null;
		this.downloading = new CountDownLatch(1);
		this.download = new CountDownLatch(1);
	}

	private SseEmitter emitter() {
		SseEmitter emitter = new SseEmitter(0L);
		emitter.onCompletion(this.completions::incrementAndGet);
		emitter.onError((ex) -> this.errors.incrementAndGet());
		emitter.onTimeout(this.errors::incrementAndGet);
		return emitter;
	}

	@GetMapping("/events")
	@SuppressWarnings("FutureReturnValueIgnored")
	SseEmitter events(@RequestParam(defaultValue = "false") boolean completing) {
		SseEmitter emitter = emitter();
		int[] number = new int[1];
		this.ticker.scheduleWithFixedDelay(() -> {
			try {
				String id = String.valueOf(++number[0]);
				emitter.send(SseEmitter.event().id(id).data(id));
			}
			catch (IOException ex) {
				this.failures.add(ex);
				if (completing) {
					emitter.completeWithError(ex);
				}
				throw new IllegalStateException(ex); // ends the ticks
			}
		}, 0, 3, TimeUnit.MILLISECONDS);
		return emitter;
	}

	@GetMapping("/silent")
	SseEmitter silent() throws IOException {
		SseEmitter emitter = emitter();
		emitter.send("only");
		return emitter;
	}

	@GetMapping("/never")
	SseEmitter never() {
		return emitter();
	}

	@GetMapping("/half")
	void half(HttpServletRequest request, HttpServletResponse response) throws IOException {
		request.startAsync().setTimeout(0);
		response.setContentType("text/event-stream");
		write(response.getOutputStream(), "data:half of an ev");
	}

	@GetMapping("/lines")
	ResponseEntity<StreamingResponseBody> lines(HttpServletResponse response) {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body((out) -> {
			for (int i = 1; true; i++) {
				write(out, "{\"line\":" + i + "}\n");
				response.flushBuffer(); // Spring ignores a flush of the body
				pause();
			}
		});
	}

	@GetMapping("/loop")
	void loop(HttpServletResponse response) throws IOException {
		response.setContentType("text/event-stream");
		OutputStream out = response.getOutputStream();
		for (int i = 1; true; i++) {
			write(out, "data:" + i + "\n");
			out.write('\n');
			out.flush();
			pause();
		}
	}

	@GetMapping("/characters")
	void characters(HttpServletResponse response) {
		try {
			response.setContentType("text/event-stream;charset=UTF-8");
			PrintWriter out = response.getWriter();
			for (int i = 1; !out.checkError(); i++) {
				out.print("data:\u00e4" + i + "\n\n");
				pause();
			}
		}
		catch (IOException ex) {
			this.failures.add(ex);
		}
	}

	@GetMapping("/plain")
	void plain(HttpServletRequest request) {
		AsyncContext context = request.startAsync();
		context.setTimeout(0);
		new Thread(() -> {
			try {
				context.getResponse().setContentType("text/event-stream");
				OutputStream out = context.getResponse().getOutputStream();
				for (int i = 1; true; i++) {
					write(out, "data:" + i + "\n\n");
					pause();
				}
			}
			catch (IOException ex) {
				this.failures.add(ex);
				context.complete();
			}
		}).start();
	}

	@GetMapping("/flood")
	void flood(HttpServletRequest request) {
		AsyncContext context = request.startAsync();
		context.setTimeout(0);
		context.start(() -> {
			this.writer = Thread.currentThread();
			try {
				context.getResponse().setContentType("application/x-ndjson");
				byte[] line = ("x".repeat(65_535) + "\n").getBytes(StandardCharsets.US_ASCII);
				while (true) {
					context.getResponse().getOutputStream().write(line);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@GetMapping("/download")
	void download(@RequestParam String type, HttpServletResponse response) throws Exception {
		response.setContentType(type);
		if (type.equals("text/event-stream")) {
			response.setContentLength(10);
		}
		OutputStream out = response.getOutputStream();
		write(out, "12345");
		this.downloading.countDown();
		this.download.await();
		write(out, "67890");
	}

	@GetMapping("/listener")
	void listener(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext context = request.startAsync();
		response.setContentType("text/event-stream");
		ServletOutputStream out = response.getOutputStream();
		out.setWriteListener(new WriteListener() {

			@Override
			public void onWritePossible() throws IOException {
				if (out.isReady()) {
					out.write("data:1\n\n".getBytes(StandardCharsets.US_ASCII));
					context.complete();
				}
			}

			@Override
			public void onError(Throwable failure) {
				StreamHandlers.this.failures.add(failure);
			}

		});
	}

	private static void write(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(2);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void destroy() {
		this.ticker.shutdownNow();
	}

}
