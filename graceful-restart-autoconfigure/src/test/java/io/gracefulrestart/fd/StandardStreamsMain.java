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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Writes to the file that is its argument which standard streams it has, what their
 * copies are, and whether these can be put in their place without harm.
 */
public final class StandardStreamsMain {

	private StandardStreamsMain() {
	}

	public static void main(String[] args) throws IOException {
		Map<Integer, String> before = OpenDescriptors.describe();
		try (StandardStreams streams = StandardStreams.duplicate()) {
			streams.replaceOwn();
			String copies = streams.descriptors().toString().replaceAll("fd \\d+ ", "");
			before.keySet().retainAll(Set.of(1, 2));
			boolean same = OpenDescriptors.describe().entrySet().containsAll(before.entrySet());
			Files.writeString(Path.of(args[0]), StandardStream.OUTPUT.isUsable() + " " + StandardStream.ERROR.isUsable()
					+ " " + copies + " " + same);
		}
	}

}
