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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tells a lame duck to leave: adds {@code Connection: close} at the last moment before a
 * response begins, so that a request that was already in progress when the drain began
 * carries it too. Not while further pipelined requests wait on the connection: closing
 * would drop them, so the last of them is told.
 * <p>
 * Tomcat lets nobody override the start of a response. What it asks the protocol at that
 * moment can be overridden, though: whether sendfile is used, at every response, and
 * whether to compress, at every response with a body. {@link GracefulHttp11Protocol}
 * forwards both questions here.
 */
final class LeavingProcessor extends Http11Processor {

	// What an application sets to have a file sent by the poller.
	private static final String SENDFILE = Constants.SENDFILE_FILENAME_ATTR;

	private static final Duration WORKER_LEAVES = Duration.ofMillis(50);

	// Index among the notes of a coyote request; 1 is CoyoteAdapter's.
	private static final int NOTE = Constants.MAX_NOTES - 5;

	// The processor that this thread runs. Responses that begin on another thread (an
	// asynchronous request's) are found through the request's note.
	private static final ThreadLocal<@Nullable LeavingProcessor> CURRENT = new ThreadLocal<>();

	private volatile boolean betweenRequests;

	private volatile boolean resumed;

	// Whether the application has returned from a request, and Tomcat has not asked since
	// whether to go on with the next one.
	private boolean returned;

	// The channel's count at the end of the request's headers.
	private long countAtBody;

	// Where in Tomcat's input buffer the body begins, and each further read of it.
	private int bodyStart;

	LeavingProcessor(GracefulHttp11Protocol protocol, Adapter adapter) {
		super(protocol, adapter);
		getRequest().setNote(NOTE, this);
	}

	static @Nullable LeavingProcessor current() {
		return CURRENT.get();
	}

	static @Nullable LeavingProcessor of(Request request) {
		return (request.getNote(NOTE) instanceof LeavingProcessor processor) ? processor : null;
	}

	@Override
	public SocketState process(SocketWrapperBase<?> socketWrapper, SocketEvent status) throws IOException {
		// A worker of one connection may be called to another one's in between.
		LeavingProcessor outer = CURRENT.get();
		CURRENT.set(this);
		note(socketWrapper, SocketState.LONG);
		this.returned = false;
		try {
			SocketState state = super.process(socketWrapper, status);
			this.betweenRequests = (state == SocketState.SENDFILE);
			note(socketWrapper, state);
			return state;
		}
		finally {
			CURRENT.set(outer);
		}
	}

	private static void note(SocketWrapperBase<?> connection, SocketState state) {
		if (connection instanceof GracefulConnection graceful) {
			graceful.setBetweenRequests(state == SocketState.OPEN);
		}
	}

	/**
	 * A request begins: its headers were read, and nothing of its body.
	 */
	void begin() {
		if (this.socketWrapper instanceof GracefulConnection connection) {
			connection.requested();
		}
		SocketBufferHandler buffers = this.socketWrapper.getSocketBufferHandler();
		buffers.configureReadBufferForRead();
		this.bodyStart = input().position();
		this.returned = false;
		this.countAtBody = received() - leftover() - buffers.getReadBuffer().remaining();
		this.resumed = false;
	}

	/**
	 * The application has returned from the request.
	 */
	void end() {
		this.returned = true;
	}

	/**
	 * Return whether Tomcat is to leave the connection after the response that is
	 * complete now, instead of reading the next request at once. Tomcat asks right after
	 * each response, before it asks the same for other reasons.
	 * @return whether the connection waits to be moved, and nothing of a further request
	 * was read
	 */
	boolean isToLeave() {
		boolean first = this.returned;
		this.returned = false;
		return first && this.socketWrapper instanceof GracefulConnection connection && connection.isGoing()
				&& connection.getSendfileData() == null && !isAsync() && !isUpgrade() && leftover() == 0
				&& connection.getSocketBufferHandler().isReadBufferEmpty();
	}

	/**
	 * A worker takes up an asynchronous request again.
	 */
	void resume() {
		this.resumed = true;
	}

	/**
	 * Return whether the processor stays with its connection although the request has
	 * ended: the poller has the rest of the response, a file, to send.
	 * @return whether nothing of a further request was read
	 */
	boolean isBetweenRequests() {
		return this.betweenRequests;
	}

	/**
	 * Return the number by which Tomcat knows the connection.
	 * @return the number, {@code null} if there is none at this moment
	 */
	@Nullable String connection() {
		SocketWrapperBase<?> connection = this.socketWrapper;
		return (connection != null) ? connection.getServletConnection("http/1.1", "").getConnectionId() : null;
	}

	/**
	 * Return the place of the connection among those that are told to leave.
	 * @return any number, always the same for a connection
	 */
	int place() {
		// Spread the bits, of which a heap uses some.
		return (System.identityHashCode(this.socketWrapper) * 0x9E3779B9) >>> 8;
	}

	/**
	 * Add {@code Connection: close} to the response that is about to begin, unless it is
	 * a change of protocol or further requests wait.
	 */
	void announceClose() {
		if (this.socketWrapper instanceof GracefulConnection connection && connection.isGoing()) {
			return;
		}
		// After an error Tomcat closes, and says so, by itself.
		if (this.response.getStatus() < 200 || getErrorState().isError() || !mayBeLast()) {
			return;
		}
		this.response.setHeader("Connection", "close");
	}

	// Whether the connection can be closed after this response without harm.
	private boolean mayBeLast() {
		boolean wholeBody = isRequestBodyFullyRead();
		if (!wholeBody && (isAsync() || this.resumed)) {
			// Tomcat closes after an asynchronous request without reading what is left of
			// its body, and such a close is a reset.
			return false;
		}
		if (isMoreReceived(wholeBody)) {
			return false;
		}
		return !wholeBody || !isMoreInSocket();
	}

	private boolean isMoreInSocket() {
		boolean worker = CURRENT.get() == this;
		if (worker && !hasBody()) {
			available(true);
			return leftover() > 0;
		}
		// With a body Tomcat's buffer must not be read into: the application may not have
		// consumed what it holds. So into the connection's own, where Tomcat looks again,
		// but not after a file.
		if (this.request.getAttribute(SENDFILE) != null) {
			return true;
		}
		// On another thread a worker may be on the connection. One that stays longer does
		// something else, and the connection is told the next time.
		Lock lock = this.socketWrapper.getLock();
		try {
			if (!lock.tryLock(WORKER_LEAVES.toMillis(), TimeUnit.MILLISECONDS)) {
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
		try {
			return this.socketWrapper.isReadyForRead();
		}
		catch (IOException ex) {
			return false; // closed by its client: nothing more will come
		}
		finally {
			lock.unlock();
		}
	}

	private boolean hasBody() {
		return this.request.getContentLengthLong() > 0
				|| this.request.getMimeHeaders().getHeader("Transfer-Encoding") != null;
	}

	private boolean isMoreReceived(boolean wholeBody) {
		if (this.request.getMimeHeaders().getHeader("Transfer-Encoding") != null) {
			if (!wholeBody) {
				// What is buffered belongs to the body, or follows it.
				return available(false) > 0;
			}
			return !LastChunk.isEndOf(input().duplicate().position(this.bodyStart));
		}
		long body = Math.max(0, this.request.getContentLengthLong());
		return received() - this.countAtBody > body;
	}

	private int leftover() {
		ByteBuffer leftover = getLeftoverInput();
		return (leftover != null) ? leftover.remaining() : 0;
	}

	private ByteBuffer input() {
		return ((Http11InputBuffer) this.request.getInputBuffer()).getByteBuffer();
	}

	private long received() {
		SocketWrapperBase<?> connection = this.socketWrapper;
		return (connection != null && connection.getSocket() instanceof ByteCount count) ? count.received() : 0;
	}

	/**
	 * Keep a response of unknown length chunked although it is the connection's last: the
	 * end of a body that ends with the connection cannot be told from a lost one. Tomcat
	 * chunks whatever has trailer fields, and an empty set of them leaves no trace.
	 */
	void keepChunked() {
		Response response = this.response;
		if (response.getContentLengthLong() == -1 && response.getTrailerFields() == null && isTrailerFieldsSupported()
				&& "close".equals(response.getMimeHeaders().getHeader("Connection"))
				&& !"HEAD".equals(this.request.getMethod())) {
			response.setTrailerFields(Collections::emptyMap);
		}
	}

}
