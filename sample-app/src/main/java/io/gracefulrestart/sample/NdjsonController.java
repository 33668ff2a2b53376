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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Streams one line of JSON per 100 ms for as long as the client listens, with its number,
 * from 1. Each stream has a thread.
 */
@RestController
class NdjsonController {

	private static final long PERIOD_MILLIS = 100;

	private final AtomicInteger streams = new AtomicInteger();

	@GetMapping("/ndjson")
	ResponseEntity<StreamingResponseBody> ndjson(HttpServletResponse response) {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body((out) -> {
			this.streams.incrementAndGet();
			try {
				for (long number = 1; true; number++) {
					out.write(("{\"line\":" + number + "}\n").getBytes(StandardCharsets.US_ASCII));
					response.flushBuffer(); // Spring ignores a flush of the body
					TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("Interrupted", ex);
			}
			finally {
				this.streams.decrementAndGet();
			}
		});
	}

	/**
	 * Returns how many streams are open.
	 * @return the number, until the next line those included whose client has left
	 */
	int streams() {
		return this.streams.get();
	}

}
