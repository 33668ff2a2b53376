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

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.MovableSocket;

/**
 * A claimed connection.
 *
 * @param departures where it was claimed
 * @param connection the connection
 * @param socket its socket
 * @param state its state when it was claimed
 */
record ClaimedConnection(Departures departures, GracefulConnection connection, MovableSocket socket,
		ConnectionState state) implements Claim {

	@Override
	public void putBack() {
		this.connection.putBack();
	}

	@Override
	public void refuse() {
		this.departures.refuse(this.connection);
		this.connection.putBack();
	}

	@Override
	public void giveUp() {
		this.connection.giveUp();
	}

}
