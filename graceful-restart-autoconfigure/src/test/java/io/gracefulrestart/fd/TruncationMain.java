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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Sends itself more descriptors than its limit of open files allows, and writes to the
 * file that is its argument what came of it.
 */
public final class TruncationMain {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private TruncationMain() {
	}

	public static void main(String[] args) throws IOException {
		List<String> result = new ArrayList<>();
		try (ControlConnection.Pair pair = ControlConnection.pair();
				Descriptor passed = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
						BindOptions.EXCLUSIVE)) {
			exchange(pair, List.of(passed)); // loads all classes
			int before = OpenDescriptors.count();
			pair.first().send(ByteBuffer.allocate(1), Collections.nCopies(253, passed), TIMEOUT);
			try {
				pair.second().receive(1, TIMEOUT);
			}
			catch (DescriptorsTruncatedException ex) {
				result.add(ex.getMessage());
			}
			result.add("leaked " + (OpenDescriptors.count() - before));
			result.add("next " + exchange(pair, List.of(passed, passed)));
		}
		Files.write(Path.of(args[0]), result);
	}

	private static int exchange(ControlConnection.Pair pair, List<Descriptor> descriptors) throws IOException {
		pair.first().send(ByteBuffer.allocate(1), descriptors, TIMEOUT);
		Received received = Objects.requireNonNull(pair.second().receive(1, TIMEOUT));
		received.descriptors().forEach(Descriptor::close);
		return received.descriptors().size();
	}

}
