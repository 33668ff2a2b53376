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

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

import io.gracefulrestart.fd.StandardStream;

/**
 * This process's standard streams as they are, whatever the application has made of
 * {@code System.out}. They are never closed.
 */
final class OwnOutput {

	private static final OutputStream OUTPUT = new FileOutputStream(FileDescriptor.out);

	private static final OutputStream ERROR = new FileOutputStream(FileDescriptor.err);

	private OwnOutput() {
	}

	/**
	 * Return what writes to one of them, without a buffer.
	 * @param stream which
	 * @return the stream, or one that drops everything if this process does not have it
	 */
	static OutputStream of(StandardStream stream) {
		if (!stream.isUsable()) {
			return OutputStream.nullOutputStream();
		}
		return (stream == StandardStream.OUTPUT) ? OUTPUT : ERROR;
	}

}
