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

import java.net.BindException;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Another socket listens where a listener was to be bound.
 */
public final class PortTakenException extends BindException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final SocketAddress address;

	private final transient @Nullable PortHolder holder;

	private final ListenerMode mode;

	PortTakenException(ListenerRequest request, ListenerMode mode, @Nullable PortHolder holder, Exception cause) {
		super("Listener '" + request.name() + "': " + cause.getMessage()
				+ ((holder != null) ? "; " + holder + " listens there" : ""));
		this.name = request.name();
		this.address = request.address();
		this.mode = mode;
		this.holder = holder;
		initCause(cause);
	}

	/**
	 * Return which listener.
	 * @return the name of the listener
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where it was to be bound.
	 * @return the port or path that is taken
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Return how listeners were to be obtained.
	 * @return {@link ListenerMode#REUSE_PORT} if listeners share their ports, and this
	 * one was not to share it, or the other one does not
	 */
	public ListenerMode mode() {
		return this.mode;
	}

	/**
	 * Return who has it.
	 * @return the process that listens there, {@code null} if it cannot be found out
	 */
	public @Nullable PortHolder holder() {
		return this.holder;
	}

}
