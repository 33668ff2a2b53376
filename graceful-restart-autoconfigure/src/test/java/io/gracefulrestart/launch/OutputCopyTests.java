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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OutputCopy}.
 */
class OutputCopyTests {

	private final OutputTail tail = new OutputTail();

	@Test
	void bytesAreCopiedAsTheyAre() throws Exception {
		byte[] bytes = new byte[1_000_000];
		new Random(1).nextBytes(bytes);
		ByteArrayOutputStream to = new ByteArrayOutputStream();
		new OutputCopy(new ByteArrayInputStream(bytes), to, this.tail.source()).start("copy").get(10, TimeUnit.SECONDS);
		await().atMost(Duration.ofSeconds(10)).until(() -> to.size() == bytes.length);
		assertThat(to.toByteArray()).isEqualTo(bytes);
	}

	@Test
	void whatHasComeIsCopiedBeforeMoreComes() throws Exception {
		ByteArrayOutputStream to = new ByteArrayOutputStream();
		try (PipedOutputStream process = new PipedOutputStream();
				PipedInputStream from = new PipedInputStream(process)) {
			CompletableFuture<Void> read = new OutputCopy(from, to, this.tail.source()).start("copy");
			process.write("no line".getBytes(StandardCharsets.UTF_8));
			process.flush();
			await().atMost(Duration.ofSeconds(10)).until(() -> to.toString(StandardCharsets.UTF_8).equals("no line"));
			assertThat(this.tail.lines()).containsExactly("no line");
			assertThat(read).isNotDone();
		}
	}

	@Test
	void outputThatTakesNothingDoesNotHoldUpTheProcess() throws Exception {
		CountDownLatch taken = new CountDownLatch(1);
		ByteArrayOutputStream to = new ByteArrayOutputStream();
		OutputStream stuck = new OutputStream() {

			@Override
			public void write(int value) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				try {
					taken.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
				to.write(bytes, offset, length);
			}

		};
		byte[] bytes = new byte[3_000_000];
		CompletableFuture<Void> read = new OutputCopy(new ByteArrayInputStream(bytes), stuck, this.tail.source())
			.start("copy");
		read.get(20, TimeUnit.SECONDS);
		assertThat(to.size()).isZero();
		taken.countDown();
		// One chunk was being written while the others waited.
		int kept = (OutputCopy.CHUNKS + 1) * OutputCopy.CHUNK_BYTES;
		await().atMost(Duration.ofSeconds(10)).until(() -> to.size() == kept);
	}

	@Test
	void brokenOutputIsNoFailureAndTheTailIsKept() throws Exception {
		OutputStream broken = new OutputStream() {

			@Override
			public void write(int value) throws IOException {
				throw new IOException("Broken pipe");
			}

		};
		new OutputCopy(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), broken,
				this.tail.source())
			.start("copy")
			.get(10, TimeUnit.SECONDS);
		assertThat(this.tail.lines()).containsExactly("one", "two");
		await().atMost(Duration.ofSeconds(10))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("copy")));
	}

}
