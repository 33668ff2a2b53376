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

package io.gracefulrestart;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A listener that the application owns, for example a gRPC or a raw TCP port, and that
 * takes part in a handoff as a connector does. Declare it as a bean.
 * <p>
 * The listening socket is obtained (inherited, handed over or bound) when the application
 * context starts. {@link #accept} and {@link #stopAccepting} are then called as the gate
 * moves, possibly several times: after a failed handoff the predecessor accepts again.
 *
 * @since 0.1.0
 */
public interface ListenerParticipant {

	/**
	 * Return the name by which the successor finds the listener; unique in the
	 * application, and neither {@code http} nor {@code management}.
	 * @return the listener's name
	 */
	String listenerName();

	/**
	 * Return the address to bind when nobody has passed the listener.
	 * @return the address; port 0 for any
	 */
	InetSocketAddress listenerAddress();

	/**
	 * Return the length of the kernel's accept queue.
	 * @return the backlog, in connections
	 */
	default int backlog() {
		return 100;
	}

	/**
	 * Start to accept from a channel. Called on the cutover's critical path: start a
	 * thread, or wake one, and return.
	 * @param channel a channel in blocking mode, which stays in blocking mode (the flag
	 * is shared with the other process); it reports a loopback address of its own, and is
	 * closed by the caller of {@link #stopAccepting}
	 */
	void accept(ServerSocketChannel channel);

	/**
	 * Stop to accept: the channel was closed just before, so that a blocked
	 * {@code accept()} has been woken with a {@code ClosedChannelException}. Return when
	 * no thread of the application is about to accept any more. Accepted connections go
	 * on.
	 */
	void stopAccepting();

	/**
	 * Return how much work is in progress that a drain waits for.
	 * @return the number of requests in progress
	 */
	default int inFlight() {
		return 0;
	}

	/**
	 * Return how many requests were completed since the application started, for the
	 * report of a drain.
	 * @return the number, which never falls; 0 if they are not counted
	 */
	default long completed() {
		return 0;
	}

	/**
	 * Tell clients to leave; called again and again while the drain lasts.
	 */
	default void leave() {
	}

	/**
	 * Close what is left; called when the drain is over, before the application context
	 * closes.
	 */
	default void closeAll() {
	}

}
