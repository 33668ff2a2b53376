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

package io.gracefulrestart.test.load;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one client and writes down what became of them. It never sends
 * one twice, and it never looks whether a kept-alive connection still lives before it
 * uses it: a client that looks hides the very thing that is to be seen. Confined to the
 * thread of its client.
 */
final class ClientSession {

	// Time for what a server that answers twice has on its way.
	private static final Duration LAST_LOOK = Duration.ofMillis(50);

	private static final String SURPLUS = "bytes came that no request has asked for";

	private final Deadline deadline;

	private final Target target;

	private final ClientConnection connection;

	private final ClientRecord record;

	private final ConnectionWatch watch;

	private final ResponseReader reader;

	private final long timeoutNanos;

	private boolean answererKnown;

	private @Nullable String detail;

	ClientSession(LoadPattern pattern, Target target, Duration timeout, LoadRecord record, Watchdog watchdog) {
		this.target = target;
		this.deadline = watchdog.newDeadline();
		this.connection = new ClientConnection(target.server(), this.deadline, () -> target.newWire(pattern));
		this.record = new ClientRecord(pattern.label(), record, this.connection);
		this.watch = new ConnectionWatch(record);
		this.reader = new ResponseReader(this.connection);
		this.timeoutNanos = timeout.plus(pattern.expectedDuration()).toNanos();
	}

	SampleLog samples() {
		return this.record.samples();
	}

	Target.Security security() {
		return this.target.security();
	}

	ClientRecord record() {
		return this.record;
	}

	ClientConnection connection() {
		return this.connection;
	}

	ResponseReader reader() {
		return this.reader;
	}

	Deadline deadline() {
		return this.deadline;
	}

	/**
	 * From now on there is as much time as a request has.
	 */
	void arm() {
		this.deadline.arm(System.nanoTime() + this.timeoutNanos);
	}

	/**
	 * Send what yields one response or several, on the open connection or else on a new
	 * one, and read them all.
	 * @param intendedNanos {@link System#nanoTime()} at which it should have been sent
	 * @param writer sends it
	 * @param checks one for each response, in order
	 * @param keeping whether the connection is meant to be used again
	 * @param request what to call it in the record of a failure
	 * @return {@code true} if all responses came, whatever they were
	 */
	boolean exchange(long intendedNanos, RequestWriter writer, List<? extends BodyCheck> checks, Keeping keeping,
			String request) {
		arm();
		Phase phase = Phase.CONNECTING;
		int answered = 0;
		IOException sendFailure = null;
		boolean announced = false;
		try {
			this.reader.reset();
			if (!this.connection.isOpen()) {
				this.connection.open();
			}
			assertNoSurplus();
			phase = Phase.AWAITING;
			sendFailure = send(writer);
			for (BodyCheck check : checks) {
				this.reader.reset();
				ResponseHead head = this.reader.readHead();
				announced = head.announcesClose || head.endsWithConnection();
				Outcome outcome = receive(head, check);
				record(intendedNanos, outcome, this.record.answerer(), request);
				this.answererKnown = false;
				this.connection.countAnswer();
				if (keeping == Keeping.KEPT) {
					this.watch.answered(this.connection.number(), this.record.answerer());
				}
				answered++;
			}
			assertNoSurplus();
			end(announced, keeping);
			return true;
		}
		catch (IOException ex) {
			close();
			if (this.deadline.isAbandoned()) {
				return true;
			}
			fail(intendedNanos, ex, (phase == Phase.AWAITING && this.reader.hasBegun()) ? Phase.RECEIVING : phase,
					sendFailure, checks.size() - answered, request);
			return false;
		}
		finally {
			this.deadline.disarm();
		}
	}

	private @Nullable IOException send(RequestWriter writer) {
		try {
			writer.write(this.connection);
			return null;
		}
		catch (IOException ex) {
			// The server may have answered before it has closed: what can be read
			// decides.
			return ex;
		}
	}

	private Outcome receive(ResponseHead head, BodyCheck check) throws IOException {
		setAnswerer(head);
		int status = head.status;
		if (status == 200) {
			check.begin(head, this.connection.localPort());
			this.reader.readBody(check);
			String complaint = check.complaint();
			this.detail = complaint;
			return (complaint != null) ? Outcome.WRONG_BODY : Outcome.OK;
		}
		String text = head.text();
		CollectedBody body = new CollectedBody();
		this.reader.readBody(body);
		this.detail = text.replaceAll("\\R+", " | ") + body.text();
		return (status >= 500) ? Outcome.SERVER_ERROR : Outcome.UNEXPECTED_STATUS;
	}

	// An answer that nobody has asked for would be taken for the next request's.
	private void assertNoSurplus() throws MalformedResponseException {
		if (this.connection.input().hasRemaining()) {
			throw new MalformedResponseException(SURPLUS);
		}
	}

	private void end(boolean announced, Keeping keeping) throws MalformedResponseException {
		if (announced || keeping == Keeping.CLOSED) {
			if (this.connection.hasMore(Duration.ZERO)) {
				throw new MalformedResponseException(SURPLUS);
			}
			close();
		}
		if (announced && keeping == Keeping.KEPT) {
			this.record.add(ConnectionEnding.CLOSED_WITH_WARNING);
		}
	}

	private void fail(long intendedNanos, IOException failure, Phase phase, @Nullable IOException sendFailure,
			int unanswered, String request) {
		boolean timedOut = this.deadline.hasExpired();
		// Writing fails only after a reset, and takes the error away from the read.
		IOException seen = (sendFailure != null && failure instanceof EOFException) ? sendFailure : failure;
		// One whose answer broke off has said who it is, if its head had come.
		int by = 0;
		if (this.answererKnown) {
			by = this.record.answerer();
		}
		this.answererKnown = false;
		this.detail = failure + ((sendFailure != null) ? " (while sending: " + sendFailure + ")" : "");
		record(intendedNanos, FailureClassifier.classify(seen, phase, timedOut), by, request);
		if (this.connection.answered() > 0 && !timedOut) {
			this.record.add(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
		for (int i = 1; i < unanswered; i++) {
			// Sent with the one that failed: no byte of its answer will come.
			record(intendedNanos, FailureClassifier.classify(seen, Phase.AWAITING, timedOut), 0, request);
		}
	}

	private void record(long intendedNanos, Outcome outcome, int by, String request) {
		this.record.add(intendedNanos, outcome, by, request, String.valueOf(this.detail));
	}

	private void setAnswerer(ResponseHead head) {
		this.answererKnown = true;
		this.record.answeredBy(head.generation, head.pid);
	}

	/**
	 * The client has ended: look whether the server has closed its connection silently.
	 */
	void finish() {
		if (this.connection.isOpen() && this.connection.answered() > 0) {
			if (this.connection.input().hasRemaining() || this.connection.hasMore(LAST_LOOK)) {
				this.detail = SURPLUS;
				record(System.nanoTime(), Outcome.MALFORMED, this.record.answerer(), "after the last request");
			}
			else if (this.connection.hasBeenClosedByServer()) {
				this.record.add(ConnectionEnding.CLOSED_WITHOUT_WARNING);
			}
		}
		close();
	}

	private void close() {
		this.connection.close();
		this.watch.ended(this.connection.number());
	}

}
