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

package io.gracefulrestart.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.gracefulrestart.time.Deadline;
import jakarta.servlet.AsyncContext;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is open. Whoever writes for the application holds its lock, and it is
 * ended only while nobody does: two threads inside the container's output would mix up
 * what the client gets. Once it was ended nobody of the application gets in any more, so
 * that what is left to do needs no lock: it is done on a thread that holds none at all,
 * since the container calls listeners, which may wait for a thread that writes, with
 * locks of its own held.
 */
final class OpenStream {

	/** How long the end of an event that has begun is waited for. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final OpenStreams streams;

	private final Epilogue epilogue;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	private final AtomicBoolean finished = new AtomicBoolean();

	// Guarded by the lock.
	private final Boundary boundary;

	private volatile @Nullable Deadline told;

	private volatile @Nullable AsyncContext async;

	// Written before the state becomes ENDED, and read when it is.
	private volatile boolean whole;

	OpenStream(OpenStreams streams, Framing framing, Epilogue epilogue) {
		this.streams = streams;
		this.epilogue = epilogue;
		this.boundary = new Boundary(framing);
	}

	/**
	 * Begin to write for the application.
	 * @throws StreamEndedException if the stream was ended; then there is nothing to
	 * {@link #exit}
	 */
	void enter() throws StreamEndedException {
		if (!tryEnter()) {
			throw new StreamEndedException();
		}
	}

	/**
	 * Begin to write for the application, unless the stream was ended.
	 * @return whether it was not
	 */
	boolean tryEnter() {
		this.lock.lock();
		if (isEnded()) {
			this.lock.unlock();
			return false;
		}
		return true;
	}

	/**
	 * What was written is written: end the stream if that was asked for meanwhile.
	 */
	void exit() {
		try {
			settle();
		}
		finally {
			this.lock.unlock();
		}
		// Whoever has told it right now found the lock taken.
		attempt();
	}

	/**
	 * Return what follows what is written, for those that have entered.
	 * @return the boundary
	 */
	Boundary boundary() {
		return this.boundary;
	}

	boolean isEnded() {
		return this.state.get() == State.ENDED;
	}

	/**
	 * Return whether the container has given the request up.
	 * @return whether it has
	 */
	boolean isGone() {
		AsyncContext async = this.async;
		if (async == null) {
			return false;
		}
		try {
			async.getTimeout();
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	/**
	 * Tell the stream to end, now or as soon as that is possible.
	 * @return whether it is open and was not told before
	 */
	boolean tell() {
		if (this.told != null || this.state.get() != State.OPEN) {
			return false;
		}
		this.told = Deadline.after(PATIENCE);
		attempt();
		if (this.state.get() == State.OPEN) {
			this.streams.schedule(this::attempt, PATIENCE.plusMillis(1));
		}
		return true;
	}

	/**
	 * End the stream if it was told to and nobody writes; who writes does it afterwards.
	 */
	private void attempt() {
		if (this.told != null && this.state.get() == State.OPEN && this.lock.tryLock()) {
			try {
				settle();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void settle() {
		Deadline deadline = this.told;
		if (deadline == null || !(this.boundary.isReached() || deadline.hasPassed())) {
			return;
		}
		this.whole = this.boundary.isReached();
		if (this.state.compareAndSet(State.OPEN, State.ENDED) && this.async != null) {
			this.streams.execute(this::complete);
		}
	}

	/**
	 * The request goes on when its handler has returned.
	 * @param async by what it is completed
	 */
	void startedAsync(AsyncContext async) {
		this.async = async;
		if (this.state.compareAndSet(State.LEAVING, State.OPEN)) {
			// It was dispatched, and goes on.
			this.streams.add(this);
		}
		if (isEnded()) {
			this.streams.execute(this::complete);
		}
	}

	/**
	 * Somebody else is about to end it: the application or the container.
	 * @return {@code false} if it is ended by us
	 */
	boolean leave() {
		this.state.compareAndSet(State.OPEN, State.LEAVING);
		return !isEnded();
	}

	/**
	 * The response is over.
	 */
	void close() {
		leave();
		this.streams.remove(this);
	}

	/**
	 * The handler has returned and the request does not go on.
	 */
	void returned() {
		if (isEnded() && this.finished.compareAndSet(false, true)) {
			conclude();
			this.streams.noteEnd();
		}
		close();
	}

	private void complete() {
		AsyncContext async = this.async;
		if (async == null || !this.finished.compareAndSet(false, true)) {
			return;
		}
		conclude();
		try {
			async.complete();
			this.streams.noteEnd();
		}
		catch (IllegalStateException ex) {
			// The container was faster: the client has left, or the time is over.
		}
	}

	private void conclude() {
		if (!this.whole) {
			return;
		}
		try {
			this.epilogue.write();
		}
		catch (IOException | RuntimeException ex) {
			// The client has left, or the application has closed the stream.
		}
	}

	private enum State {

		OPEN,

		/** The application or the container ends it. */
		LEAVING,

		/** We end it, or have ended it. */
		ENDED

	}

}
