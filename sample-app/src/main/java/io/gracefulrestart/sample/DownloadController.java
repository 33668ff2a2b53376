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
import java.io.OutputStream;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends as many bytes as asked for, such that a client can check each: byte i is i mod
 * 251. (A prime, so that a lost or repeated block of a usual size is seen.)
 */
@RestController
class DownloadController {

	private static final int PERIOD = 251;

	private static final byte[] BLOCK = block();

	@GetMapping("/download")
	void download(@RequestParam long bytes, HttpServletResponse response) throws IOException {
		Parameters.requireNotNegative("bytes", bytes);
		response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
		response.setContentLengthLong(bytes);
		OutputStream body = response.getOutputStream();
		// Every block but the last is whole, so each begins where a period begins.
		for (long left = bytes; left > 0; left -= BLOCK.length) {
			body.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
		}
	}

	private static byte[] block() {
		byte[] block = new byte[64 * PERIOD];
		for (int i = 0; i < block.length; i++) {
			block[i] = (byte) (i % PERIOD);
		}
		return block;
	}

}
