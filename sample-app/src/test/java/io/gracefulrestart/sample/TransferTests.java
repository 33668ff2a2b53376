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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class TransferTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 250, 251, 252, 16_063, 16_064, 16_065, 1_000_003 })
	void downloadIsThePatternAndSaysItsLength(int length) throws Exception {
		var response = new Client(this.port).get("/download?bytes=" + length, BodyHandlers.ofByteArray());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(length);
		assertThat(response.body()).isEqualTo(pattern(length));
	}

	@Test
	void downloadLargerThanAnyMemoryBeginsAtOnce() throws Exception {
		var response = new Client(this.port).get("/download?bytes=" + Long.MAX_VALUE, BodyHandlers.ofInputStream());
		assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(Long.MAX_VALUE);
		try (InputStream body = response.body()) {
			assertThat(body.readNBytes(100_000)).isEqualTo(pattern(100_000));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16_384, 5_000_011 })
	void uploadIsCountedAndDigested(int length) throws Exception {
		byte[] body = random(length);
		var uploaded = Client.json(new Client(this.port).post("/upload", BodyPublishers.ofByteArray(body)));
		assertThat(uploaded.get("bytes").asLong()).isEqualTo(length);
		assertThat(uploaded.get("sha256").asString()).isEqualTo(sha256(body));
	}

	@Test
	void chunkedUploadIsCountedWithoutItsChunkHeaders() throws Exception {
		byte[] body = random(1_000_000);
		var publisher = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
		assertThat(publisher.contentLength()).isEqualTo(-1);
		var uploaded = Client.json(new Client(this.port).post("/upload", publisher));
		assertThat(uploaded.get("bytes").asLong()).isEqualTo(body.length);
		assertThat(uploaded.get("sha256").asString()).isEqualTo(sha256(body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain" })
	void bodyIsNotInterpretedWhateverItsType(String type) throws Exception {
		byte[] body = random(3000);
		var uploaded = Client
			.json(new Client(this.port).post("/upload", BodyPublishers.ofByteArray(body), "Content-Type", type));
		assertThat(uploaded.get("sha256").asString()).isEqualTo(sha256(body));
	}

	private static byte[] pattern(int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (i % 251);
		}
		return bytes;
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	private static String sha256(byte[] bytes) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
	}

}
