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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;

/**
 * Real listeners on free ports of the loopback interface.
 */
final class TestListeners {

	private TestListeners() {
	}

	static Listeners create() {
		try {
			return new Listeners(ListenerMode.BIND, InheritedListeners.ofProcess());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Listener bind(Listeners listeners) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		return listeners.obtain(new ListenerRequest("http", address, 1000));
	}

}
