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

package io.gracefulrestart.handoff;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Says what is wrong with a file without its path, which the message around names.
 */
final class FileErrors {

	private FileErrors() {
	}

	static String reason(IOException ex) {
		if (ex instanceof NoSuchFileException) {
			return "its directory does not exist";
		}
		if (ex instanceof AccessDeniedException) {
			return "permission denied";
		}
		String reason = (ex instanceof FileSystemException failure) ? failure.getReason() : null;
		return (reason != null) ? reason : String.valueOf(ex.getMessage());
	}

}
