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
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.fd.ConnectionMolds;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the part of a handoff in which connections move, in one process: the same
 * messages go the same way as between two.
 */
public final class RehearsedTransfer implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RehearsedTransfer.class);

	// Nothing outside this process has to happen.
	private static final Duration WHOLE = Duration.ofSeconds(30);

	private static final Duration LAST = Duration.ofSeconds(2);

	private final Conversation predecessor;

	private final Conversation successor;

	private final ConnectionTransfer transfer;

	private final ConnectionReception reception;

	private final DrainListener listener;

	private final List<Thread> threads = new ArrayList<>();

	private RehearsedTransfer(ControlConnection.Pair pair, DrainListener listener) {
		this.predecessor = conversation(pair.first());
		this.successor = conversation(pair.second());
		this.transfer = new ConnectionTransfer(this.predecessor, HandoffTimeouts.DEFAULTS);
		this.reception = new ConnectionReception(this.successor, HandoffTimeouts.DEFAULTS);
		this.listener = listener;
	}

	/**
	 * Connect the two ends.
	 * @param target where connections arrive; stays the caller's
	 * @param molds what they are put into; stay the caller's
	 * @return the transfer, owned by the caller
	 * @throws IOException if no pair of sockets is left
	 */
	public static RehearsedTransfer open(ConnectionTarget target, ConnectionMolds molds) throws IOException {
		RehearsedTransfer transfer = new RehearsedTransfer(ControlConnection.pair(), new DrainListener() {

			@Override
			public ArrivingBatch onConnections(String listener, List<Descriptor> descriptors,
					List<ConnectionState> states) {
				return ArrivingBatch.hold(target, molds, descriptors, states);
			}

		});
		try {
			transfer.start("graceful-restart-rehearsal-successor", transfer::arrive);
			transfer.start("graceful-restart-rehearsal-predecessor", transfer::hear);
			return transfer;
		}
		catch (Error ex) {
			transfer.close();
			throw ex;
		}
	}

	private static Conversation conversation(ControlConnection connection) {
		int version = VersionRange.SUPPORTED.highest();
		Conversation conversation = new Conversation(connection, version);
		conversation.establish(version);
		return conversation;
	}

	private void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private void arrive() {
		Deadline deadline = Deadline.after(WHOLE);
		try {
			@Nullable Incoming incoming = this.successor.receive(deadline);
			while (incoming != null) {
				this.reception.hear(incoming.message(), incoming.descriptors(), this.listener);
				incoming = this.successor.receive(deadline);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Rehearsal has ended", ex);
		}
		finally {
			this.reception.end(Departure.LOST, this.listener);
		}
	}

	private void hear() {
		Deadline deadline = Deadline.after(WHOLE);
		try {
			@Nullable Message message = this.predecessor.receiveMessage(deadline);
			while (message != null) {
				if (message instanceof Held held) {
					this.transfer.answered(held);
				}
				message = this.predecessor.receiveMessage(deadline);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Rehearsal has ended", ex);
		}
		finally {
			this.transfer.end("rehearsal has ended");
		}
	}

	/**
	 * Move connections.
	 * @param listener name of the listener that they came from
	 * @param claims the connections, ended by this method
	 * @return how many have moved
	 * @throws IOException if no more can be moved; all of these are back at work
	 */
	public int move(String listener, List<Claim> claims) throws IOException {
		return this.transfer.move(listener, claims, () -> {
		}).moved();
	}

	/**
	 * End, when what has been moved has arrived.
	 */
	@Override
	public void close() {
		// What was sent is still read at the other end, and then the end of file.
		this.predecessor.close();
		try {
			for (Thread thread : this.threads) {
				thread.join(LAST.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.successor.close();
	}

}
