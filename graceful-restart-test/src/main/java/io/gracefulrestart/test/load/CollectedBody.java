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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the whole body, and finds every one right.
 */
final class CollectedBody implements BodyCheck {

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	@Override
	public void begin(ResponseHead head, int localPort) {
		this.content.reset();
	}

	@Override
	public void accept(byte[] bytes, int offset, int length) {
		this.content.write(bytes, offset, length);
	}

	@Override
	public @Nullable String complaint() {
		return null;
	}

	byte[] bytes() {
		return this.content.toByteArray();
	}

	String text() {
		return this.content.toString(StandardCharsets.UTF_8);
	}

}
