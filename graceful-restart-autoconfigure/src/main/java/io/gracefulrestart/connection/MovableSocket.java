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

package io.gracefulrestart.connection;

import io.gracefulrestart.fd.Descriptor;

/**
 * A connection's socket, for whoever passes it on. The channel of the JDK owns it.
 */
public final class MovableSocket {

	private final Descriptor descriptor;

	MovableSocket(Descriptor descriptor) {
		this.descriptor = descriptor;
	}

	/**
	 * Return the socket's descriptor.
	 * @return the descriptor, lent by the channel, to be used while that is open
	 */
	public Descriptor descriptor() {
		return this.descriptor;
	}

	@Override
	public String toString() {
		return this.descriptor.toString();
	}

}
