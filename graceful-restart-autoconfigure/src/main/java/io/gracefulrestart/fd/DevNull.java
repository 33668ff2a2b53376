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

package io.gracefulrestart.fd;

import java.nio.file.Path;

/**
 * The file that takes everything and keeps nothing.
 */
final class DevNull {

	private static final Path PATH = Path.of("/dev/null");

	private DevNull() {
	}

	/**
	 * Open it for writing.
	 * @return its descriptor, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	static Descriptor open() throws NativeException {
		byte[] name = UnixPaths.encode(PATH);
		try (NativeBlock block = NativeBlock.allocate(name.length + 1)) {
			int number = NativeSupport.libc()
				.open(block.putBytes(0, name).address(0), Linux.O_WRONLY | Linux.O_CLOEXEC, 0);
			if (number < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "open(" + PATH + ")");
			}
			return Descriptor.owning(number);
		}
	}

}
