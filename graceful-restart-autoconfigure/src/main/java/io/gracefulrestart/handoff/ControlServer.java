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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Descriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The predecessor's end: waits for successors at the control listener, on one daemon
 * thread ({@code graceful-restart-control}), and has each handoff run by the
 * {@link PredecessorCallbacks}. Only the process that serves accepts there: at the
 * cutover this end stops and gives up its copy of the listener, so that nobody waits in
 * vain for an answer there once the successor has ended. Thread safe.
 */
public final class ControlServer implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ControlServer.class);

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

	private final ServingProcess process;

	private final PredecessorCallbacks callbacks;

	private final Reception reception;

	private @Nullable ControlListener listener;

	/**
	 * Create a server, which accepts from {@link #start()} on.
	 * @param listener the control listener, owned by the server from now on
	 * @param process this process
	 * @param callbacks what the handoffs ask and tell
	 * @param timeouts how long to wait for a successor
	 */
	public ControlServer(ControlListener listener, ServingProcess process, PredecessorCallbacks callbacks,
			HandoffTimeouts timeouts) {
		this.listener = listener;
		this.process = process;
		this.callbacks = callbacks;
		this.reception = new Reception(process, callbacks, timeouts, this::run);
	}

	/**
	 * Begin to accept.
	 */
	public synchronized void start() {
		if (this.listener != null) {
			startAccepting(this.listener);
		}
	}

	/**
	 * Return the handoff in progress.
	 * @return the handoff, from HELLO until its conversation is over
	 */
	public Optional<PredecessorHandoff> current() {
		return this.reception.current();
	}

	private void startAccepting(ControlListener source) {
		startThread("graceful-restart-control", () -> acceptFrom(source));
	}

	private void acceptFrom(ControlListener source) {
		while (true) {
			try {
				ControlConnection connection = source.accept();
				if (connection == null) {
					return;
				}
				receive(connection);
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("Control listener cannot accept", ex);
				// The next call may fail at once too: no descriptor left.
				LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
			}
		}
	}

	private void receive(ControlConnection connection) {
		try {
			startThread("graceful-restart-handoff", () -> this.reception.receive(connection));
		}
		catch (RuntimeException | Error ex) {
			connection.close();
			logger.warn("Control connection closed, it cannot be served", ex);
		}
	}

	private static void startThread(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void run(PredecessorHandoff handoff, Offer offer, int room) {
		PredecessorCutover cutover = new PredecessorCutover(handoff, this.callbacks);
		PeerProcess successor = PeerProcess.of(handoff.successorPid());
		if (cutover.run(offer, this::duplicateListener, room)) {
			// Before the successor hears that the cutover is final: it accepts here then.
			closeListener();
			new PredecessorDrain(handoff, this.callbacks, successor).run();
		}
	}

	private synchronized Descriptor duplicateListener() throws IOException {
		if (this.listener == null) {
			throw new IOException("Control listener is closed");
		}
		return this.listener.duplicate();
	}

	/**
	 * Stop, because this process ends or accepts nothing any more: a handoff in progress
	 * is {@link PredecessorHandoff#leave left} to its successor. The path of the control
	 * socket stays. Idempotent.
	 */
	@Override
	public void close() {
		closeListener();
		this.reception.close();
	}

	private synchronized void closeListener() {
		if (this.listener != null) {
			this.listener.close();
			this.listener = null;
		}
	}

	@Override
	public String toString() {
		return "control server of " + this.process;
	}

}
