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
 * Where a successor's output is copied to. Never closed.
 *
 * @param output where standard output goes
 * @param error where standard error goes
 */
record OutputTargets(OutputStream output, OutputStream error) {

	/**
	 * Return this process's standard streams as they are, whatever the application has
	 * made of {@code System.out}, and without a buffer.
	 * @return the streams; one that this process does not have drops everything
	 */
	static OutputTargets own() {
		return new OutputTargets(own(StandardStream.OUTPUT, FileDescriptor.out),
				own(StandardStream.ERROR, FileDescriptor.err));
	}

	private static OutputStream own(StandardStream stream, FileDescriptor descriptor) {
		return stream.isUsable() ? new FileOutputStream(descriptor) : OutputStream.nullOutputStream();
	}

}
