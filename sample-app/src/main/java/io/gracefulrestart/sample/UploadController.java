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
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reads a body of any size and type, and tells what it has read. Holds no more than one
 * buffer of it in memory.
 */
@RestController
class UploadController {

	private static final int BUFFER_SIZE = 16 * 1024;

	@PostMapping("/upload")
	Upload upload(HttpServletRequest request) throws IOException, NoSuchAlgorithmException {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		InputStream body = request.getInputStream();
		byte[] buffer = new byte[BUFFER_SIZE];
		long bytes = 0;
		int count = body.read(buffer);
		while (count != -1) {
			digest.update(buffer, 0, count);
			bytes += count;
			count = body.read(buffer);
		}
		return new Upload(bytes, HexFormat.of().formatHex(digest.digest()));
	}

	/**
	 * The answer.
	 *
	 * @param bytes length of the body, without any transfer encoding
	 * @param sha256 digest of the body, in lower-case hexadecimal digits
	 */
	record Upload(long bytes, String sha256) {

	}

}
