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

package io.gracefulrestart.drain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What others tell the thread that drains while it waits. Thread safe.
 */
final class Interruptions {

	private boolean aborted;

	private boolean calledOff;

	private boolean over;

	private boolean ready;

	synchronized void abort() {
		this.aborted = true;
		notifyAll();
	}

	/**
	 * Call the drain off.
	 * @return {@code false} if it is too late for that
	 */
	synchronized boolean callOff() {
		if (this.over) {
			return false;
		}
		this.calledOff = true;
		notifyAll();
		return true;
	}

	/**
	 * Somebody's connection waits to be moved.
	 */
	synchronized void ready() {
		this.ready = true;
		notifyAll();
	}

	/**
	 * Decide whether the drain ends. From then on it is too late to call it off.
	 * @param ending how it would end, {@code null} if it goes on
	 * @return how it ends, {@code null} if it goes on
	 */
	synchronized @Nullable Ending decide(@Nullable Ending ending) {
		if (this.calledOff) {
			return Ending.CALLED_OFF;
		}
		this.over = ending != null;
		return ending;
	}

	/**
	 * Wait until something happens.
	 * @param longest how long at most
	 * @return whether the drain is to end at once
	 */
	synchronized boolean pause(Duration longest) {
		Deadline tick = Deadline.after(longest);
		try {
			while (!this.aborted && !this.calledOff && !this.ready && !tick.hasPassed()) {
				TimeUnit.NANOSECONDS.timedWait(this, tick.remaining().toNanos());
			}
			this.ready = false;
			return this.aborted;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

}
