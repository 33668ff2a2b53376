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

package io.gracefulrestart.listener;

import java.net.InetSocketAddress;

import io.gracefulrestart.fd.AddressText;

/**
 * What a connector asks for.
 *
 * @param name name of the listener, unique in a process: {@code http} for the main one
 * @param address resolved address to listen on; port 0 means any port
 * @param backlog how many connections may wait to be accepted, for a listener that is
 * made here; others keep theirs. Zero or less means 50, as in the JDK
 */
public record ListenerRequest(String name, InetSocketAddress address, int backlog) {

	/** Name of the main connector's listener. */
	public static final String MAIN = "http";

	/** Name of the listener of a management server that has a port of its own. */
	public static final String MANAGEMENT = "management";

	private static final int DEFAULT_BACKLOG = 50;

	public ListenerRequest {
		backlog = (backlog > 0) ? backlog : DEFAULT_BACKLOG;
		if (name.isBlank()) {
			throw new IllegalArgumentException("Name of a listener must not be empty");
		}
		if (address.isUnresolved()) {
			throw new IllegalArgumentException("Address of listener '" + name + "' is not resolved: " + address);
		}
	}

	boolean isForAnyPort() {
		return this.address.getPort() == 0;
	}

	@Override
	public String toString() {
		return this.name + " " + AddressText.of(this.address);
	}

}
