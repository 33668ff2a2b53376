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

import java.util.Locale;

/**
 * Where this process got a listener from.
 */
public enum Origin {

	/** Left open by systemd, see sd_listen_fds(3). */
	SYSTEMD,

	/** Left open by Server::Starter, see start_server(1). */
	SERVER_STARTER,

	/** Passed by the predecessor. */
	HANDOFF,

	/** Made by this process. */
	BIND,

	/** Made by this process, on a port that others share. */
	REUSE_PORT;

	boolean isSupervisor() {
		return this == SYSTEMD || this == SERVER_STARTER;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
