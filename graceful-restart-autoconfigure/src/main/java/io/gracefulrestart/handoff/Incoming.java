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

import java.util.List;

import io.gracefulrestart.fd.Descriptor;

/**
 * A message that came, and the descriptors that came with its first byte. Whoever gets it
 * owns them.
 *
 * @param message the message
 * @param version version of the protocol that it is written in
 * @param descriptors the descriptors, in the order in which they were sent
 */
record Incoming(Message message, int version, List<Descriptor> descriptors) implements AutoCloseable {

	Incoming {
		descriptors = List.copyOf(descriptors);
	}

	/**
	 * Check that the message came alone.
	 * @throws ProtocolException if descriptors came with it; they are closed
	 */
	void expectNoDescriptors() throws ProtocolException {
		if (!this.descriptors.isEmpty()) {
			close();
			throw new ProtocolException("%s came with %d descriptors, which it does not announce"
				.formatted(MessageCodec.typeOf(this.message), this.descriptors.size()));
		}
	}

	@Override
	public void close() {
		this.descriptors.forEach(Descriptor::close);
	}

}
