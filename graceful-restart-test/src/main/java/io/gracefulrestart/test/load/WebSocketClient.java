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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Sends a message, and reads all the time what the server has to say. Who closes a
 * session must say so with a close frame, gets one back, and closes the connection; then
 * the client comes back at once. A message that was on its way to a server which had
 * closed already is sent once more; nobody can know of it. Confined to one thread.
 */
final class WebSocketClient implements LoadClient {

	private static final String PATH = "/echo";

	// Source: RFC 6455, 1.3.
	private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int GOING_AWAY = 1001;

	// Source: RFC 6455, 7.4.1; 1012 and 1013: the registry that it has set up.
	private static final Set<Integer> ORDERLY = Set.of(1000, GOING_AWAY, 1012, 1013);

	private static final int NORMAL = 1000;

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final ClientSession session;

	private final ClientConnection connection;

	private final ClientRecord record;

	private final String host;

	private Phase phase = Phase.CONNECTING;

	private @Nullable String sent;

	private long number;

	WebSocketClient(ClientSession session, String host) {
		this.session = session;
		this.connection = session.connection();
		this.record = session.record();
		this.host = host;
	}

	@Override
	public boolean request(long intendedNanos) {
		String message = "message " + ++this.number + " of port ";
		this.session.arm();
		try {
			do {
				if (!this.connection.isOpen()) {
					open();
				}
				this.sent = message + this.connection.localPort();
				send(WebSocketFrame.text(this.sent));
				while (this.sent != null && this.connection.isOpen()) {
					handle(await(), intendedNanos);
				}
			}
			while (this.sent != null);
			return true;
		}
		catch (IOException ex) {
			fail(intendedNanos, ex);
			return false;
		}
		finally {
			this.session.deadline().disarm();
		}
	}

	@Override
	public void rest(long nanos) {
		if (!this.connection.isOpen()) {
			LockSupport.parkNanos(nanos);
			return;
		}
		this.session.arm();
		try {
			// What came with the last echo has been received, and waits.
			if (handleAll() == 0 && this.connection.fill(Duration.ofNanos(Math.min(nanos, LOOK_NANOS)))) {
				handleAll();
			}
		}
		catch (IOException ex) {
			fail(System.nanoTime(), ex);
		}
		finally {
			this.session.deadline().disarm();
		}
	}

	private int handleAll() throws IOException {
		int handled = 0;
		WebSocketFrame frame = WebSocketFrame.poll(this.connection.input());
		while (frame != null && this.connection.isOpen()) {
			handle(frame, System.nanoTime());
			handled++;
			frame = WebSocketFrame.poll(this.connection.input());
		}
		if (!this.connection.isOpen()) {
			open();
		}
		return handled;
	}

	private void open() throws IOException {
		this.phase = Phase.CONNECTING;
		this.connection.open();
		this.phase = Phase.AWAITING;
		byte[] random = new byte[16];
		ThreadLocalRandom.current().nextBytes(random);
		String key = Base64.getEncoder().encodeToString(random);
		this.connection.write(RequestText.encode(RequestText.open("GET", PATH, this.host)
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
				+ key + RequestText.END));
		this.session.reader().reset();
		ResponseHead head = this.session.reader().readHead();
		String text = head.text();
		if (head.status != 101 || !text.toLowerCase(Locale.ROOT)
			.contains("sec-websocket-accept: " + accept(key).toLowerCase(Locale.ROOT) + "\r\n")) {
			throw new MalformedResponseException("No WebSocket: " + text.replaceAll("\\R+", " | "));
		}
		this.record.answeredBy(head.generation, head.pid);
		this.record.count("sessions opened", 1);
	}

	private void send(WebSocketFrame frame) throws IOException {
		this.connection.write(frame.masked(ThreadLocalRandom.current().nextInt()));
	}

	private WebSocketFrame await() throws IOException {
		WebSocketFrame frame = WebSocketFrame.poll(this.connection.input());
		while (frame == null) {
			this.connection.fill();
			frame = WebSocketFrame.poll(this.connection.input());
		}
		return frame;
	}

	private void handle(WebSocketFrame frame, long intendedNanos) throws IOException {
		switch (frame.opcode()) {
			case WebSocketFrame.TEXT -> compare(frame.text(), intendedNanos);
			case WebSocketFrame.PING -> send(frame.answer(WebSocketFrame.PONG));
			case WebSocketFrame.PONG -> {
				// Nobody has asked; allowed all the same.
			}
			case WebSocketFrame.CLOSE -> leave(frame);
			default -> throw new MalformedResponseException("A frame that was not asked for: " + frame.opcode());
		}
	}

	private void compare(String echo, long intendedNanos) {
		boolean right = echo.equals(this.sent);
		this.record.add(intendedNanos, right ? Outcome.OK : Outcome.WRONG_BODY, this.record.answerer(), request(),
				"'" + echo + "'");
		this.connection.countAnswer();
		this.sent = null;
	}

	// The server has said that it closes: it gets the same back, and closes the
	// connection. (Source: RFC 6455, 7.1.1.)
	private void leave(WebSocketFrame close) throws IOException {
		int code = close.closeCode();
		this.record.count("closed with " + code, 1);
		this.record.count("messages that crossed a close", (this.sent != null) ? 1 : 0);
		send((code == WebSocketFrame.NO_CODE) ? close : WebSocketFrame.close(code));
		awaitEnd();
		this.record.add(ConnectionEnding.CLOSED_WITH_WARNING);
		this.connection.close();
		if (!ORDERLY.contains(code)) {
			throw new MalformedResponseException("Closed with " + code);
		}
	}

	private void awaitEnd() throws IOException {
		try {
			while (true) {
				this.connection.input().position(this.connection.input().limit());
				this.connection.fill();
			}
		}
		catch (EOFException ex) {
			// That is how it is meant to end.
		}
	}

	private void fail(long intendedNanos, IOException failure) {
		boolean timedOut = this.session.deadline().hasExpired();
		this.record.add(intendedNanos, FailureClassifier.classify(failure, this.phase, timedOut), 0, request(),
				failure.toString());
		if (this.connection.isOpen() && this.connection.answered() > 0 && !timedOut) {
			this.record.add(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
		this.connection.close();
		this.sent = null;
	}

	private String request() {
		return PATH + " " + ((this.sent != null) ? "'" + this.sent + "'" : "between two messages");
	}

	@Override
	public void finish() {
		if (!this.connection.isOpen()) {
			return;
		}
		this.session.arm();
		try {
			send(WebSocketFrame.close(NORMAL));
			awaitEnd();
		}
		catch (IOException ex) {
			// The run is over: whoever does not answer any more may.
		}
		finally {
			this.session.deadline().disarm();
			this.connection.close();
		}
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

}
