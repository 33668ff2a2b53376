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

import org.jspecify.annotations.Nullable;

/**
 * Thrown at start when the application has added an HTTP connector of Tomcat's own kind
 * on a fixed port or a path: nobody could take it over, and the successor's bind would
 * fail.
 *
 * @since 0.1.0
 */
public class StockConnectorException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int port;

	private final @Nullable String path;

	/**
	 * Create an exception.
	 * @param port the connector's port
	 */
	public StockConnectorException(int port) {
		super("Additional connector on port " + port + " cannot be handed over");
		this.port = port;
		this.path = null;
	}

	/**
	 * Create an exception.
	 * @param path the path of the connector's Unix domain socket
	 */
	public StockConnectorException(String path) {
		super("Additional connector on " + path + " cannot be handed over");
		this.port = -1;
		this.path = path;
	}

	/**
	 * Return the connector's port.
	 * @return the port, -1 if it has a path
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Return the path of the connector's Unix domain socket.
	 * @return the path, {@code null} if it has a port
	 */
	public @Nullable String getPath() {
		return this.path;
	}

}
