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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Takes the main listener that a supervisor left open, accepts one connection on it, and
 * tells it what listener this is.
 */
public final class InheritMain {

	private InheritMain() {
	}

	public static void main(String[] args) throws IOException {
		try (Listeners listeners = new Listeners(ListenerMode.INHERIT, InheritedListeners.ofProcess())) {
			Listener listener = listeners.obtain(Sockets.request("http", Sockets.wildcard(1)));
			try (ServerSocketChannel channel = listener.open(); SocketChannel accepted = channel.accept()) {
				accepted.write(ByteBuffer.wrap(listener.toString().getBytes(StandardCharsets.US_ASCII)));
			}
		}
	}

}
