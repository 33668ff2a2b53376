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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests on several streams at a time, and reads all the time what the server has
 * to say. After a GOAWAY it begins nothing more on that connection, waits for what is
 * open, and makes a new one for the next request. What the server says that it has not
 * begun, in the GOAWAY and nowhere else, is sent once more and counted; whatever else is
 * lost has failed. Confined to one thread.
 */
final class Http2Client implements LoadClient {

	private static final Pattern WHOAMI = Pattern
		.compile("\\{\"pid\":(\\d+),\"generation\":(\\d+),.*\"remotePort\":(\\d+)[,}].*");

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final ClientSession session;

	private final ClientRecord record;

	private final Http2Connection connection;

	private final List<String> paths;

	private Phase phase = Phase.CONNECTING;

	Http2Client(ClientSession session, Http2Connection connection, List<String> paths) {
		this.session = session;
		this.record = session.record();
		this.connection = connection;
		this.paths = paths;
	}

	@Override
	public boolean request(long intendedNanos) {
		List<Http2Stream> streams = this.paths.stream().map(Http2Stream::new).toList();
		this.session.arm();
		try {
			while (!streams.isEmpty()) {
				exchange(streams);
				streams.forEach((stream) -> add(intendedNanos, stream));
				streams = streams.stream()
					.filter((stream) -> stream.state() == Http2Stream.State.NOT_BEGUN)
					.map((stream) -> new Http2Stream(stream.path()))
					.toList();
				leaveIfTold();
			}
			return true;
		}
		catch (IOException ex) {
			fail(intendedNanos, streams, ex);
			return false;
		}
		finally {
			this.session.deadline().disarm();
		}
	}

	private void exchange(List<Http2Stream> streams) throws IOException {
		if (this.connection.isOpen()) {
			// Nobody begins a stream on a connection that has been told to leave.
			this.connection.receive(Duration.ZERO);
			leaveIfTold();
		}
		if (!this.connection.isOpen()) {
			open();
		}
		this.connection.send(streams);
		while (streams.stream().anyMatch(Http2Stream::isOpen)) {
			this.connection.receive();
		}
		this.connection.tidy();
	}

	private void open() throws IOException {
		this.phase = Phase.CONNECTING;
		this.connection.open();
		this.phase = Phase.AWAITING;
		this.record.count("connections opened", 1);
	}

	@Override
	public void rest(long nanos) {
		if (!this.connection.isOpen()) {
			LockSupport.parkNanos(nanos);
			return;
		}
		this.session.arm();
		try {
			this.connection.receive(Duration.ofNanos(Math.min(nanos, LOOK_NANOS)));
			leaveIfTold();
		}
		catch (IOException ex) {
			// Nothing was on its way: a connection is lost, and no request.
			endWithoutWarning();
		}
		finally {
			this.session.deadline().disarm();
		}
	}

	private void leaveIfTold() {
		if (!this.connection.isOpen() || this.connection.goAways() == 0) {
			return;
		}
		this.record.count("GOAWAY", 1);
		this.record.count("GOAWAY in two steps", (this.connection.goAways() > 1) ? 1 : 0);
		if (this.connection.errorCode() != 0) {
			this.record.count("GOAWAY with error " + this.connection.errorCode(), 1);
			endWithoutWarning();
			return;
		}
		this.record.add(ConnectionEnding.CLOSED_WITH_WARNING);
		this.connection.close();
	}

	private void endWithoutWarning() {
		if (this.session.connection().answered() > 0) {
			this.record.add(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
		this.connection.close();
	}

	private void add(long intendedNanos, Http2Stream stream) {
		switch (stream.state()) {
			case ANSWERED -> compare(intendedNanos, stream);
			case RESET -> {
				Outcome outcome = (stream.status() != 0) ? Outcome.RESET_IN_RESPONSE : Outcome.RESET_BEFORE_RESPONSE;
				this.record.add(intendedNanos, outcome, 0, request(stream), "RST_STREAM " + stream.errorCode());
			}
			case NOT_BEGUN -> this.record.count("streams sent again after GOAWAY", 1);
			case OPEN -> {
				// Only when the connection has failed, and all that were open with it.
			}
		}
	}

	private void compare(long intendedNanos, Http2Stream stream) {
		Outcome outcome = Outcome.OK;
		Matcher whoami = WHOAMI.matcher(stream.body());
		if (stream.status() != 200) {
			outcome = (stream.status() >= 500) ? Outcome.SERVER_ERROR : Outcome.UNEXPECTED_STATUS;
		}
		else if (whoami.matches()) {
			this.record.answeredBy(Integer.parseInt(whoami.group(2)), Long.parseLong(whoami.group(1)));
			boolean right = Integer.parseInt(whoami.group(3)) == this.session.connection().localPort();
			outcome = right ? Outcome.OK : Outcome.WRONG_BODY;
		}
		else if (stream.path().equals("/whoami")) {
			outcome = Outcome.WRONG_BODY;
		}
		this.session.connection().countAnswer();
		this.record.add(intendedNanos, outcome, this.record.answerer(), request(stream),
				stream.status() + " " + stream.body());
	}

	private void fail(long intendedNanos, List<Http2Stream> streams, IOException failure) {
		boolean timedOut = this.session.deadline().hasExpired();
		String told = " (" + this.connection.goAways() + " GOAWAY before)";
		for (Http2Stream stream : streams) {
			add(intendedNanos, stream);
			if (stream.isOpen()) {
				Phase reached = (this.phase == Phase.AWAITING && stream.status() != 0) ? Phase.RECEIVING : this.phase;
				this.record.add(intendedNanos, FailureClassifier.classify(failure, reached, timedOut), 0,
						request(stream), failure + told);
			}
		}
		if (this.connection.isOpen() && !timedOut) {
			endWithoutWarning();
		}
		this.connection.close();
	}

	private static String request(Http2Stream stream) {
		return "GET " + stream.path();
	}

	@Override
	public void finish() {
		// What has come meanwhile, and no more.
		rest(1);
		this.connection.close();
	}

}
