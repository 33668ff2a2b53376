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

import java.net.SocketAddress;

import io.gracefulrestart.fd.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * A listener on its way from one generation to the next.
 *
 * @param name its name, unique among those that are passed
 * @param requested what its connector had asked for, or {@code null} if that is not known
 * @param heldBySupervisor whether a supervisor holds the socket too
 * @param descriptor the listening socket
 */
public record PassedListener(String name, @Nullable SocketAddress requested, boolean heldBySupervisor,
		Descriptor descriptor) implements AutoCloseable {

	@Override
	public void close() {
		this.descriptor.close();
	}

}
