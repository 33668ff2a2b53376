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

import org.jspecify.annotations.Nullable;

/**
 * Compares what the server says that it has received with what was sent.
 */
final class UploadCheck implements BodyCheck {

	private final long bytes;

	private final String sha256;

	private final CollectedBody body = new CollectedBody();

	UploadCheck(long bytes, String sha256) {
		this.bytes = bytes;
		this.sha256 = sha256;
	}

	@Override
	public void begin(ResponseHead head, int localPort) {
		this.body.begin(head, localPort);
	}

	@Override
	public void accept(byte[] bytes, int offset, int length) {
		this.body.accept(bytes, offset, length);
	}

	@Override
	public @Nullable String complaint() {
		String text = this.body.text();
		boolean right = text.matches("(?s).*\"bytes\"\\s*:\\s*" + this.bytes + "\\D.*") && text.contains(this.sha256);
		return right ? null : "Not " + this.bytes + " bytes with digest " + this.sha256 + ": "
				+ BodyCheck.excerpt(this.body.bytes(), this.body.bytes().length);
	}

}
