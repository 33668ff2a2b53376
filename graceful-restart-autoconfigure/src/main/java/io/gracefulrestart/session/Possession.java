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

package io.gracefulrestart.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whose a session is, and how many requests use it. Its monitor guards it, is held for
 * some instructions only, and never while something is written, read or sent.
 */
final class Possession {

	// More than an answer may take.
	private static final Duration ASKING = Duration.ofSeconds(5);

	private @Nullable Peer place;

	// Its number, 0 for nobody: every collection would look at all that point to what is
	// younger than themselves.
	private long knownBy;

	private long knownStamp;

	private long stamp;

	private int uses;

	private int claims;

	private boolean asking;

	private long arrivals;

	private boolean over;

	/**
	 * Create a possession.
	 * @param place whose it is, {@code null} for this process
	 */
	Possession(@Nullable Peer place) {
		this.place = place;
	}

	synchronized @Nullable Peer place() {
		return this.place;
	}

	boolean isHere() {
		return place() == null;
	}

	synchronized boolean isOver() {
		return this.over;
	}

	synchronized boolean isUsed() {
		return this.uses > 0;
	}

	synchronized long stamp() {
		return this.stamp;
	}

	/** It has changed. */
	synchronized void touch() {
		this.stamp++;
	}

	/**
	 * Use it, if it is here. Waits while another process claims it, so that who is first
	 * gets it first.
	 * @param patience how long to wait at most
	 * @return where it is: {@code null} if it is used now
	 */
	synchronized @Nullable Peer use(Duration patience) {
		Patience waiting = new Patience(patience);
		// Also if nobody uses it: whoever claims it may not have woken up yet.
		while (!waiting.isOver() && this.claims > 0 && this.place == null && !this.over) {
			waiting.await(this);
		}
		if (this.place == null || this.over) {
			this.uses++;
			this.stamp++;
			return null;
		}
		return this.place;
	}

	/**
	 * One use less.
	 * @return whether it was the last one
	 */
	synchronized boolean release() {
		this.uses--;
		this.stamp++;
		notifyAll();
		return this.uses == 0;
	}

	/**
	 * Begin to ask for it. Only one asks at a time, the others wait.
	 * @param from whom to ask
	 * @return whether to ask; if not, something has changed
	 */
	synchronized boolean beginAsking(Peer from) {
		Patience waiting = new Patience(ASKING);
		while (!waiting.isOver() && this.asking) {
			waiting.await(this);
		}
		if (this.place != from || this.over) {
			return false;
		}
		this.asking = true;
		return true;
	}

	/** The question was answered. */
	synchronized void endAsking() {
		this.asking = false;
		notifyAll();
	}

	synchronized void claim(int claims) {
		this.claims += claims;
		notifyAll();
	}

	/**
	 * Wait until it may be given: not used, and no question for it is under way.
	 * @param waiting how long to wait at most
	 */
	synchronized void awaitUnused(Patience waiting) {
		while (!waiting.isOver() && (this.asking || (this.place == null && this.uses > 0)) && !this.over) {
			waiting.await(this);
		}
	}

	/**
	 * Note that a copy of what it was at a stamp goes to another process.
	 * @param peer the other process
	 * @param copied the stamp
	 * @param told tells it; called with the monitor held
	 */
	synchronized void copy(Peer peer, long copied, Runnable told) {
		if (!this.over && this.place != peer) {
			this.knownBy = peer.number();
			this.knownStamp = copied;
			told.run();
		}
	}

	synchronized boolean isNews(Peer peer) {
		return !this.over && this.place != peer && !isKnown(peer, this.stamp);
	}

	synchronized boolean isKnown(Peer peer, long copied) {
		return this.knownBy == peer.number() && this.knownStamp == copied;
	}

	/**
	 * Give it.
	 * @param peer to whom
	 * @param copied the stamp at which what is given was written
	 * @param use what to do if it is used
	 * @param told tells it; called with the monitor held
	 * @return whether it was given
	 */
	synchronized boolean give(Peer peer, long copied, InUse use, Runnable told) {
		if (this.over || this.place != null || (use == InUse.KEEP && (this.uses > 0 || this.stamp != copied))) {
			return false;
		}
		this.place = peer;
		told.run();
		notifyAll();
		return true;
	}

	// How often it has come, by which whoever has asked for it knows whether it has come
	// and gone again before the answer was read.
	synchronized long arrivals() {
		return this.arrivals;
	}

	/**
	 * Take it back from a process that says it does not have it, or does not answer.
	 * @param from whose it is
	 * @param before the arrivals when that process was asked
	 * @param taken called with the monitor held
	 * @return whether it was that one's all the time
	 */
	synchronized boolean takeBack(Peer from, long before, Runnable taken) {
		return this.arrivals == before && takeBack(from, taken);
	}

	/**
	 * It has come.
	 * @param from whose it was
	 * @param taken takes over what came; called with the monitor held
	 * @return whether it was accepted: not if it is here already
	 */
	synchronized boolean come(Peer from, Runnable taken) {
		if (this.place == null || this.over) {
			return false;
		}
		this.place = null;
		this.arrivals++;
		this.stamp++;
		this.knownBy = from.number();
		this.knownStamp = this.stamp;
		taken.run();
		notifyAll();
		return true;
	}

	/**
	 * Take it back from a process that does not give it any more.
	 * @param from whose it is
	 * @param taken called with the monitor held
	 * @return whether it was that one's
	 */
	synchronized boolean takeBack(Peer from, Runnable taken) {
		if (this.place != from || this.over) {
			return false;
		}
		this.place = null;
		this.stamp++;
		taken.run();
		notifyAll();
		return true;
	}

	// It gets another identifier: the old one, which others know, is taken away.
	synchronized void renamed(Runnable forgotten) {
		forgotten.run();
		this.place = null;
		this.knownBy = 0;
		this.stamp++;
		notifyAll();
	}

	synchronized void end() {
		this.over = true;
		this.knownBy = 0;
		notifyAll();
	}

}
