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

package io.gracefulrestart.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ObjectWriterTests {

	private final ObjectWriter writer = new ObjectWriter();

	@Test
	void eachIsWhatAStreamOfItsOwnWouldBe() throws Exception {
		Object same = new ArrayList<>(List.of("twice", BigInteger.TEN));
		for (Object value : List.of(same, same, Map.of("a", 1), "text", new int[3], "x".repeat(200_000), same)) {
			assertThat(this.writer.write(value)).isEqualTo(alone(value));
		}
	}

	@Test
	void whatHasFailedLeavesNothingBehind() throws Exception {
		byte[] before = this.writer.write(List.of("a"));
		assertThatExceptionOfType(NotSerializableException.class)
			.isThrownBy(() -> this.writer.write(List.of("b", new Object())));
		assertThat(this.writer.write(List.of("a"))).isEqualTo(before);
	}

	@Test
	void whatAnObjectHasBecomeSinceIsWritten() throws Exception {
		List<String> list = new ArrayList<>(List.of("a"));
		this.writer.write(list);
		list.add("b");
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(this.writer.write(list)))) {
			assertThat(in.readObject()).isEqualTo(List.of("a", "b"));
		}
	}

	@Test
	void threadsDoNotMixWhatTheyWrite() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				List<String> own = new ArrayList<>(List.of("thread " + i));
				tasks.add(() -> {
					for (int n = 0; n < 1000; n++) {
						assertThat(this.writer.write(own)).isEqualTo(alone(own));
					}
					return null;
				});
			}
			for (Future<Void> done : threads.invokeAll(tasks)) {
				done.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static byte[] alone(Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

}
