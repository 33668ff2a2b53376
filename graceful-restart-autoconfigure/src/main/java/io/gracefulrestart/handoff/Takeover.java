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

package io.gracefulrestart.handoff;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The successor's first step: finds the predecessor at the control socket, makes sure
 * that it is the same user's, and gets its listeners.
 */
public final class Takeover {

	private static final Log logger = LogFactory.getLog(Takeover.class);

	// How often a predecessor may close without a word before it counts as broken.
	private static final int ATTEMPTS = 20;

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final ControlSocket socket;

	private final HandoffTimeouts timeouts;

	private final int uid;

	private final LongFunction<PeerProcess> processes;

	Takeover(ControlSocket socket, HandoffTimeouts timeouts, int uid, LongFunction<PeerProcess> processes) {
		this.socket = socket;
		this.timeouts = timeouts;
		this.uid = uid;
		this.processes = processes;
	}

	/**
	 * Ask the predecessor for its listeners.
	 * @param socket where it is to be found
	 * @param hello who asks
	 * @param deadline when to give up
	 * @return its answer, or that there is none to ask
	 * @throws ControlSocketException if it is not safe to ask there
	 * @throws SocketTimeoutException if a process listens there and does not answer
	 * @throws IOException if the answer breaks the protocol, or could not be received; no
	 * descriptor is left open, and the predecessor serves on
	 */
	public static TakeoverResult attempt(ControlSocket socket, Hello hello, Deadline deadline) throws IOException {
		return new Takeover(socket, HandoffTimeouts.DEFAULTS, Processes.uid(), PeerProcess::of).attempt(hello,
				deadline);
	}

	TakeoverResult attempt(Hello hello, Deadline deadline) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS && (attempt == 0 || !deadline.hasPassed()); attempt++) {
			TakeoverResult result = attemptOnce(hello, deadline);
			if (result != null) {
				return result;
			}
			// It has died, so that the next attempt finds nobody, or is about to end.
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		throw new IOException(
				"the process that listens there closes every conversation without a word; is it another program?");
	}

	private @Nullable TakeoverResult attemptOnce(Hello hello, Deadline deadline) throws IOException {
		String absence = this.socket.absence();
		if (absence != null) {
			return new TakeoverResult.NoPredecessor(absence);
		}
		ControlConnection connection;
		ControlSocket.FileKey key;
		try {
			key = this.socket.key();
			connection = ControlConnection.connect(this.socket.path(), deadline.remaining());
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (NativeException ex) {
			return switch (ex.errnoName()) {
				case "ECONNREFUSED" ->
					new TakeoverResult.NoPredecessor("nobody listens at control socket " + this.socket + " any more");
				case "ENOENT" -> null;
				default -> throw new ControlSocketException(this.socket.path(),
						"cannot be connected to: " + ex.getMessage(), "Run both generations as the same user.", ex);
			};
		}
		Introduction introduction = new Introduction(connection, hello, this.timeouts, this.processes);
		try {
			check(connection.peer());
			TakeoverResult result = introduction.make(deadline);
			if (result instanceof TakeoverResult.Connected) {
				this.socket.inherit(key);
			}
			return result;
		}
		catch (SocketTimeoutException ex) {
			throw new SocketTimeoutException("the process that listens there did not answer HELLO; it may be stopped");
		}
		finally {
			introduction.close();
		}
	}

	private void check(PeerCredentials peer) throws ControlSocketException {
		if (peer.uid() != this.uid) {
			logger.warn("Refused to take over from uid %d (pid %d) at control socket %s: this process has uid %d"
				.formatted(peer.uid(), peer.pid(), this.socket, this.uid));
			throw new ControlSocketException(this.socket.path(),
					"is listened on by uid %d (pid %d), but this process has uid %d".formatted(peer.uid(), peer.pid(),
							this.uid),
					"Run both generations as the same user, or name another place with"
							+ " graceful-restart.handoff.socket.",
					null);
		}
	}

}
