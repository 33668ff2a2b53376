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

package io.gracefulrestart.test.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Sends a large body slowly, with a length and in chunks by turns.
 */
final class SlowUploadPattern extends LoadPattern {

	private static final ByteBuffer LAST_CHUNK = RequestText.encode("0" + RequestText.END);

	private static final int PARTS = 32;

	private final long bytes;

	private final Duration duration;

	private final String sha256;

	SlowUploadPattern(long bytes, Duration duration) {
		this.bytes = bytes;
		this.duration = duration;
		this.sha256 = BytePattern.sha256(bytes);
	}

	@Override
	public String label() {
		return "slow upload";
	}

	@Override
	Pace pace() {
		return Pace.BACK_TO_BACK;
	}

	@Override
	Duration expectedDuration() {
		return this.duration;
	}

	@Override
	LoadClient newClient(ClientSession session, String host) {
		String head = RequestText.open("POST", "/upload", host) + "\r\nContent-Type: application/octet-stream";
		ByteBuffer withLength = RequestText.encode(head + "\r\nContent-Length: " + this.bytes + RequestText.END);
		ByteBuffer inChunks = RequestText.encode(head + "\r\nTransfer-Encoding: chunked" + RequestText.END);
		RequestWriter[] writers = { (connection) -> {
			connection.write(withLength.rewind());
			writeBody(connection, Framing.PLAIN);
		}, (connection) -> {
			connection.write(inChunks.rewind());
			writeBody(connection, Framing.CHUNKED);
			connection.write(LAST_CHUNK.duplicate());
		} };
		List<BodyCheck> checks = List.of(new UploadCheck(this.bytes, this.sha256));
		int[] turn = new int[1];
		return (intendedNanos) -> session.exchange(intendedNanos, writers[turn[0]++ % writers.length], checks,
				Keeping.KEPT, "POST /upload of " + this.bytes + " bytes");
	}

	private void writeBody(ClientConnection connection, Framing framing) throws IOException {
		long start = System.nanoTime();
		int part = (int) Math.min(BytePattern.SLICE_BYTES, Math.max(1, this.bytes / PARTS));
		for (long sent = 0; sent < this.bytes;) {
			int length = (int) Math.min(part, this.bytes - sent);
			if (framing == Framing.CHUNKED) {
				connection.write(ascii(Integer.toHexString(length) + "\r\n"));
			}
			connection.write(BytePattern.slice(sent, length));
			if (framing == Framing.CHUNKED) {
				connection.write(ascii("\r\n"));
			}
			sent += length;
			Pause.until(start + (long) ((double) this.duration.toNanos() * sent / this.bytes));
		}
	}

	private static ByteBuffer ascii(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

	private enum Framing {

		PLAIN, CHUNKED

	}

}
