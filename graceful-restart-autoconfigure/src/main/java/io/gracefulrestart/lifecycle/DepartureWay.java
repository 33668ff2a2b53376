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

package io.gracefulrestart.lifecycle;

/**
 * How new connections are kept away from a listener that leaves its port to others.
 */
public enum DepartureWay {

	/** The kernel chooses among the other listeners on the port. */
	STEERED("new connections go to the others"),

	/** There is no other listener on the port: late clients are refused. */
	ALONE("there is no other, late clients are refused"),

	/** The kernel gives what waits to the other listeners. */
	MIGRATED("the kernel moves what waits to the others"),

	/**
	 * They are served here, until this listener ignores those that come at the very end.
	 * Their clients reach another one when they ask again, after a second or more.
	 */
	IGNORED("new connections are served here, and ignored at the very end, so that their clients ask again"),

	/**
	 * They cannot be kept away: one that comes at the very end is reset.
	 */
	EXPOSED("it cannot be told which of the listeners is which, and to ignore new connections needs "
			+ "CAP_NET_ADMIN here (or net.ipv4.tcp_migrate_req=1): one that comes at the very end is reset");

	private final String text;

	DepartureWay(String text) {
		this.text = text;
	}

	String text() {
		return this.text;
	}

}
