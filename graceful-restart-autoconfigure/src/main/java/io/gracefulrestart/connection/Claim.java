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

/**
 * A connection that was taken out of its server's hands and is open: the server neither
 * reads it nor closes it, and what the client sends waits in the kernel. Ended by exactly
 * one of {@link #putBack()}, {@link #refuse()} and {@link #giveUp()}.
 */
public interface Claim {

	/**
	 * Return the connection's socket.
	 * @return the socket, valid until the claim is ended
	 */
	MovableSocket socket();

	/**
	 * Return what the server knows of it.
	 * @return its state when it was claimed
	 */
	ConnectionState state();

	/**
	 * Let the server go on with it until it is claimed again.
	 */
	void putBack();

	/**
	 * Let the server go on with it, as one that stays: it is told to leave.
	 */
	void refuse();

	/**
	 * Close this process's copy of the socket. The connection lives on with whoever has
	 * another one.
	 */
	void giveUp();

}
