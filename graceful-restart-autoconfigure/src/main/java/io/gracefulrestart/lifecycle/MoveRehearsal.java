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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.fd.ConnectionMolds;
import io.gracefulrestart.fd.OpenDescriptors;
import io.gracefulrestart.handoff.RehearsedTransfer;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Moves connections of this process to itself, so that what moves connections is compiled
 * by the time somebody's client waits for it: the first few hundred moves of a process
 * take several times as long as those that follow. Both processes rehearse both roles.
 */
final class MoveRehearsal {

	private static final Log logger = LogFactory.getLog(MoveRehearsal.class);

	// Fewer have moved before anybody could notice.
	private static final int WORTHWHILE = 500;

	// From 200 calls on the JVM compiles a method, those too that are called once a
	// batch.
	private static final int BATCHES = 256;

	private static final int BATCH = 3;

	// Of them, those of a batch or two are on the way.
	private static final int CONNECTIONS = 4 * BATCH;

	// Far more than it takes, in a process that serves.
	private static final int DESCRIPTORS = 500;

	private static final Duration WHOLE = Duration.ofSeconds(5);

	private static final long LOOK_NANOS = 100_000;

	// Of the JVM, as its compiled code.
	private static final AtomicBoolean DONE = new AtomicBoolean();

	private final Application application;

	/**
	 * Create a rehearsal.
	 * @param application whose kind of server is used
	 */
	MoveRehearsal(Application application) {
		this.application = application;
	}

	/**
	 * Rehearse, unless it is not worth the while, or was done before: what is compiled
	 * stays so. What goes wrong changes nothing.
	 * @param connections how many connections are to be moved
	 * @return how many have moved to rehearse
	 */
	int run(int connections) {
		if (connections < WORTHWHILE || OpenDescriptors.room() < DESCRIPTORS || DONE.getAndSet(true)) {
			return 0;
		}
		try (Rehearsal rehearsal = this.application.rehearsal(CONNECTIONS);
				ConnectionMolds molds = new ConnectionMolds();
				RehearsedTransfer transfer = RehearsedTransfer.open(rehearsal.target(), molds)) {
			return move(rehearsal, transfer, molds);
		}
		// An Error too: there may be no thread for it.
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("Moving connections was not rehearsed", ex);
			return 0;
		}
	}

	private static int move(Rehearsal rehearsal, RehearsedTransfer transfer, ConnectionMolds molds) throws IOException {
		ConnectionSource source = rehearsal.source();
		Deadline deadline = Deadline.after(WHOLE);
		int moved = 0;
		source.identify();
		while (moved < BATCHES * BATCH && source.refused() == 0 && !deadline.hasPassed()) {
			molds.prepare(BATCH);
			rehearsal.target().prepare(BATCH);
			rehearsal.look();
			source.begin(() -> {
			});
			List<Claim> claims = source.claim(BATCH);
			if (claims.isEmpty()) {
				// The poller has not seen all that have arrived.
				LockSupport.parkNanos(LOOK_NANOS);
			}
			else {
				moved += transfer.move(source.name(), claims);
			}
		}
		source.end();
		return moved;
	}

}
