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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.gracefulrestart.fd.AddressText;

/**
 * A listener must come from a certain source, which does not have it.
 */
public final class ListenerUnavailableException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final SocketAddress address;

	private final ListenerMode mode;

	private final String reason;

	private final String action;

	ListenerUnavailableException(ListenerRequest request, ListenerMode mode, String reason, String action) {
		super("Listener '" + request.name() + "' (" + AddressText.of(request.address()) + ") is not available in mode '"
				+ mode + "': " + reason + ". " + action);
		this.name = request.name();
		this.address = request.address();
		this.mode = mode;
		this.reason = reason;
		this.action = action;
	}

	static ListenerUnavailableException notInherited(ListenerRequest request, InheritedListeners inherited) {
		return new ListenerUnavailableException(request, ListenerMode.INHERIT,
				inherited.unclaimed().isEmpty() ? "no supervisor left a listener open for it"
						: "the supervisor left open only " + inherited.unclaimed(),
				"Give it to the supervisor (systemd: ListenStream=" + place(request) + " and FileDescriptorName="
						+ request.name() + "; Server::Starter: " + (request.isForPort() ? "--port=" : "--path=")
						+ place(request) + "), or set the mode to 'auto'");
	}

	private static String place(ListenerRequest request) {
		return (request.address() instanceof InetSocketAddress inet) ? Integer.toString(inet.getPort())
				: AddressText.of(request.address());
	}

	static ListenerUnavailableException notHandedOff(ListenerRequest request, List<Listener> offered) {
		return new ListenerUnavailableException(request, ListenerMode.HANDOFF,
				offered.isEmpty() ? "no predecessor passed a listener for it"
						: "the predecessor passed only " + offered,
				"Start it beside a running predecessor that has this listener, or set the mode to 'auto'");
	}

	/**
	 * Return which listener.
	 * @return the name of the listener
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return what was asked for.
	 * @return the address, an {@link InetSocketAddress} or a path
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Return which mode is set.
	 * @return the mode
	 */
	public ListenerMode mode() {
		return this.mode;
	}

	/**
	 * Return why it is not available.
	 * @return a sentence fragment
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Return what the operator can do.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
