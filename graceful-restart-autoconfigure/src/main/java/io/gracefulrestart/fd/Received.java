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

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one read of a {@link ControlConnection} brought. The receiver owns it, and the
 * descriptors in it.
 *
 * @param bytes at least one byte, ready to be read
 * @param descriptors those that came with these bytes, in the order in which they were
 * sent
 */
public record Received(ByteBuffer bytes, List<Descriptor> descriptors) {

	public Received {
		descriptors = List.copyOf(descriptors);
	}

}
