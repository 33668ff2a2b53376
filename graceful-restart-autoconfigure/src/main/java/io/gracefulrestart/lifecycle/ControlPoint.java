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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.OpenDescriptors;
import io.gracefulrestart.handoff.ControlServer;
import io.gracefulrestart.handoff.ControlSocket;
import io.gracefulrestart.handoff.ControlSocketUnavailableException;
import io.gracefulrestart.handoff.HandoffTimeouts;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.ServingProcess;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.handoff.Takeover;
import io.gracefulrestart.handoff.TakeoverResult;
import io.gracefulrestart.handoff.VersionRange;
import io.gracefulrestart.launch.LaunchToken;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * This process's place at the control socket: looks for a predecessor there, and waits
 * for successors later. Owns the control server.
 */
final class ControlPoint implements Neighbours {

	private static final Log logger = LogFactory.getLog(ControlPoint.class);

	private static final Duration HELLO = Duration.ofSeconds(10);

	private static final Duration AGAIN = Duration.ofMillis(100);

	private final Core core;

	private final PredecessorRole predecessor;

	private final Ending ending;

	private final @Nullable LaunchToken token = LaunchToken.ofEnvironment(System.getenv());

	private @Nullable ControlSocket socket;

	private @Nullable ControlServer server;

	// Whether the path is, or was, this process's own.
	private boolean served;

	// Of this process's own predecessor, which may drain still.
	private volatile @Nullable SuccessorRole successor;

	private volatile @Nullable String absence = "not begun";

	private volatile boolean leftToPredecessor;

	ControlPoint(Core core, PredecessorRole predecessor, Ending ending) {
		this.core = core;
		this.predecessor = predecessor;
		this.ending = ending;
		predecessor.meet(this);
	}

	/**
	 * Look for a predecessor; if there is none, wait for successors from now on.
	 * @param path the path of the control socket
	 * @return the role of its successor, or {@code null} if this process is the first
	 */
	synchronized @Nullable SuccessorRole begin(Path path) {
		this.absence = null;
		try {
			ControlSocket socket = ControlSocket.at(path);
			this.socket = socket;
			return begin(socket);
		}
		catch (ControlSocketUnavailableException ex) {
			absentSilently(ex.path() + " " + ex.reason());
			logger.warn("No handoff, and the application serves without it: " + ex.path() + " " + ex.reason());
			return null;
		}
		catch (IOException ex) {
			throw new TakeoverFailedException(path, ex);
		}
	}

	private @Nullable SuccessorRole begin(ControlSocket socket) throws IOException {
		while (true) {
			if (this.core.settings().takeover() != LifecycleSettings.Takeover.NEVER) {
				TakeoverResult result = Takeover.attempt(socket, hello(), Deadline.after(HELLO));
				if (result instanceof TakeoverResult.Connected connected) {
					return takeOver(connected.conversation());
				}
				if (result instanceof Refused refused) {
					refused(socket, refused);
					return null;
				}
			}
			Optional<ControlListener> listener = socket.bind();
			if (listener.isPresent()) {
				serve(listener.get());
				return null;
			}
			if (this.core.settings().takeover() == LifecycleSettings.Takeover.NEVER) {
				absent("another process serves at " + socket + ", and graceful-restart.handoff.takeover is 'never'");
				return null;
			}
			// Somebody was faster; it is the one to take over from.
		}
	}

	private void refused(ControlSocket socket, Refused refused) {
		if (refused.reason() != RefusalReason.SAME_PROCESS) {
			throw new TakeoverRefusedException(socket.path(), refused.reason(), refused.text());
		}
		absent("another application context of this JVM serves at " + socket);
	}

	/**
	 * There is no handoff, and the application serves without it.
	 * @param reason why, for people
	 */
	void absent(String reason) {
		absentSilently(reason);
		logger.info("No handoff: " + reason);
	}

	/**
	 * There is no handoff, as the caller tells people.
	 * @param reason why
	 */
	synchronized void absentSilently(String reason) {
		this.absence = reason;
		this.socket = null;
	}

	private SuccessorRole takeOver(SuccessorConversation conversation) throws IOException {
		Inheritance.accept(this.core, conversation);
		SuccessorRole role = new SuccessorRole(this.core, conversation, this, this.ending);
		this.successor = role;
		role.start();
		return role;
	}

	/**
	 * Wait for successors at a control listener that was passed to this process.
	 * @param passed the control listener; owned by the control point from now on
	 */
	synchronized void serve(Descriptor passed) {
		try {
			serve(ControlListener.adopt(passed));
		}
		catch (IOException | RuntimeException ex) {
			passed.close();
			absent("control listener that the predecessor passed is not usable: " + ex.getMessage());
		}
	}

	private void serve(ControlListener listener) {
		Chain chain = this.core.chain();
		ControlServer server = new ControlServer(listener, ServingProcess.current(this.core.settings().application(),
				chain.generation(), chain.startedAt(), chain.firstStartedAt()), this.predecessor,
				HandoffTimeouts.DEFAULTS);
		server.start();
		this.server = server;
		this.served = true;
	}

	@Override
	public void settle() throws IOException {
		SuccessorRole successor = this.successor;
		if (successor != null) {
			successor.settle();
		}
	}

	@Override
	public void awaitQuiet() {
		SuccessorRole successor = this.successor;
		if (successor != null) {
			successor.awaitQuiet();
		}
	}

	@Override
	public void serveAgain() {
		Thread thread = new Thread(() -> {
			while (!tryToServeAgain()) {
				LockSupport.parkNanos(AGAIN.toNanos());
			}
		}, "graceful-restart-control");
		thread.setDaemon(true);
		thread.start();
	}

	// A process that has come to the path meanwhile finds the port taken, and goes.
	private synchronized boolean tryToServeAgain() {
		ControlSocket socket = this.socket;
		if (socket == null || this.core.states().state() != State.SERVING) {
			return true;
		}
		try {
			Optional<ControlListener> listener = socket.bind();
			listener.ifPresent(this::serve);
			this.absence = listener.isPresent() ? null : "another process is at " + socket;
		}
		catch (IOException ex) {
			logger.debug("Control socket cannot be made again", ex);
			this.absence = "control socket cannot be made again: " + ex.getMessage();
		}
		return this.absence == null;
	}

	/**
	 * Return why there is no handoff.
	 * @return the reason, or {@code null} if there is nothing in the way
	 */
	@Nullable String absence() {
		return this.absence;
	}

	/**
	 * Return whether the service is, or is about to be, another process's: a successor's,
	 * or the predecessor's to which this one has left it.
	 * @return {@code false} if it ends with this process
	 */
	boolean isLeftToOthers() {
		return this.leftToPredecessor || (this.predecessor.isPassedOn() && this.predecessor.isSuccessorAlive());
	}

	/**
	 * Let no successor in any more, and remove the control socket unless a successor has
	 * it now. Idempotent.
	 */
	synchronized void close() {
		if (this.server != null) {
			this.server.close();
			this.server = null;
		}
		if (this.served && this.socket != null && !this.predecessor.isPassedOn()) {
			this.socket.remove();
			this.socket = null;
		}
	}

	/**
	 * Let no successor in any more, and leave the control socket to the predecessor,
	 * which serves on.
	 */
	synchronized void leaveToPredecessor() {
		this.leftToPredecessor = true;
		this.socket = null;
		close();
	}

	private Hello hello() {
		return new Hello(VersionRange.SUPPORTED, this.core.settings().application(), ProcessHandle.current().pid(),
				(this.token != null) ? this.token.reveal() : null, OpenDescriptors.room(), List.of());
	}

}
