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

package io.gracefulrestart.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Two live states of the same name, as in two processes, but on this thread.
 */
public final class LinkedStates {

	private final LiveState predecessor;

	private final LiveState successor;

	private final Link toSuccessor = new Link(Neighbour.SUCCESSOR);

	private final Link toPredecessor = new Link(Neighbour.PREDECESSOR);

	private boolean cut;

	// What is told early is told on a thread of its own.
	private final AtomicInteger bytes = new AtomicInteger();

	/**
	 * Link states.
	 * @param predecessor the one that serves
	 * @param successor the one that is about to
	 */
	public LinkedStates(LiveState predecessor, LiveState successor) {
		this.predecessor = predecessor;
		this.successor = successor;
		predecessor.attached(this.toSuccessor);
		successor.attached(this.toPredecessor);
	}

	/**
	 * The successor is ready.
	 * @return this
	 * @throws Exception if that fails
	 */
	public LinkedStates snapshot() throws Exception {
		this.predecessor.snapshot(this.toSuccessor);
		return this;
	}

	/**
	 * The successor serves.
	 * @return this
	 * @throws Exception if that fails
	 */
	public LinkedStates give() throws Exception {
		this.predecessor.give(this.toSuccessor);
		return this;
	}

	/**
	 * The predecessor has drained.
	 * @throws Exception if that fails
	 */
	public void settle() throws Exception {
		this.predecessor.settle(this.toSuccessor);
	}

	/**
	 * The successor gives back.
	 * @throws Exception if that fails
	 */
	public void giveBack() throws Exception {
		this.successor.give(this.toPredecessor);
	}

	/**
	 * The successor has drained after that.
	 * @throws Exception if that fails
	 */
	public void settleBack() throws Exception {
		this.successor.settle(this.toPredecessor);
		cut();
	}

	/**
	 * The predecessor asks the successor.
	 * @return the answer
	 */
	public @Nullable ByteBuffer askSuccessor() {
		return this.toSuccessor.ask(ByteBuffer.allocate(0), Deadline.after(Duration.ofSeconds(1)));
	}

	/** One of the two has gone. */
	public void cut() {
		this.cut = true;
		this.predecessor.detached(this.toSuccessor);
		this.successor.detached(this.toPredecessor);
	}

	/**
	 * Return how much was said.
	 * @return number of bytes
	 */
	public int bytes() {
		return this.bytes.get();
	}

	/**
	 * One end.
	 */
	private final class Link implements StateLink {

		private final Neighbour neighbour;

		Link(Neighbour neighbour) {
			this.neighbour = neighbour;
		}

		private boolean leadsToSuccessor() {
			return this.neighbour == Neighbour.SUCCESSOR;
		}

		private LiveState other() {
			return leadsToSuccessor() ? LinkedStates.this.successor : LinkedStates.this.predecessor;
		}

		private Link otherEnd() {
			return leadsToSuccessor() ? LinkedStates.this.toPredecessor : LinkedStates.this.toSuccessor;
		}

		@Override
		public void tell(ByteBuffer message) {
			LinkedStates.this.bytes.addAndGet(message.remaining());
			other().hear(otherEnd(), message);
		}

		@Override
		public @Nullable ByteBuffer ask(ByteBuffer question, Deadline deadline) {
			try {
				return LinkedStates.this.cut ? null : other().answer(otherEnd(), question);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public Neighbour neighbour() {
			return this.neighbour;
		}

	}

}
