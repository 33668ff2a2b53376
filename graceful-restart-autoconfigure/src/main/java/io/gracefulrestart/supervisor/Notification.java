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

package io.gracefulrestart.supervisor;

import java.time.Duration;

/**
 * One message to a supervisor that speaks systemd's notify protocol: lines of
 * {@code NAME=value}. Immutable.
 *
 * <table>
 * <caption>sd_notify(3)</caption>
 * <tr>
 * <td>{@code READY=1}</td>
 * <td>the start, or the reload, is over</td>
 * </tr>
 * <tr>
 * <td>{@code RELOADING=1}<br>
 * {@code MONOTONIC_USEC=n}</td>
 * <td>a reload goes on; both in one message, the second is the instant by
 * {@code CLOCK_MONOTONIC}</td>
 * </tr>
 * <tr>
 * <td>{@code STOPPING=1}</td>
 * <td>the service, not only this process, ends; it cannot be taken back</td>
 * </tr>
 * <tr>
 * <td>{@code MAINPID=n}</td>
 * <td>the main process is another one from now on</td>
 * </tr>
 * <tr>
 * <td>{@code STATUS=text}</td>
 * <td>one line for people, in UTF-8</td>
 * </tr>
 * <tr>
 * <td>{@code EXTEND_TIMEOUT_USEC=n}</td>
 * <td>the start, reload or stop that goes on may take so many microseconds from now
 * on</td>
 * </tr>
 * <tr>
 * <td>{@code WATCHDOG=1}</td>
 * <td>the process lives</td>
 * </tr>
 * <tr>
 * <td>{@code BARRIER=1}</td>
 * <td>close the descriptor that comes with it when all before was dealt with</td>
 * </tr>
 * <tr>
 * <td>{@code FDSTORE=1}<br>
 * {@code FDNAME=name}</td>
 * <td>keep the descriptors that come with the message, under a name</td>
 * </tr>
 * <tr>
 * <td>{@code FDSTOREREMOVE=1}<br>
 * {@code FDNAME=name}</td>
 * <td>close those of that name</td>
 * </tr>
 * </table>
 *
 * @param text the lines, separated by line feeds; empty for none
 */
record Notification(String text) {

	/** Nothing to say. */
	static final Notification NONE = new Notification("");

	// A person reads it in a terminal. The protocol has no limit but that of a datagram.
	private static final int MAXIMUM_STATUS = 250;

	Notification ready() {
		return line("READY=1");
	}

	/**
	 * Add that a reload goes on.
	 * @param microseconds the instant by {@code CLOCK_MONOTONIC}
	 * @return the longer message
	 */
	Notification reloading(long microseconds) {
		return line("RELOADING=1").line("MONOTONIC_USEC=" + microseconds);
	}

	Notification stopping() {
		return line("STOPPING=1");
	}

	Notification mainProcess(long pid) {
		return line("MAINPID=" + pid);
	}

	/**
	 * Add a text for people.
	 * @param status the text; made one line, and cut if it is very long
	 * @return the longer message
	 */
	Notification status(String status) {
		String line = status.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
		return line("STATUS="
				+ ((line.length() > MAXIMUM_STATUS) ? line.substring(0, MAXIMUM_STATUS - 1) + "\u2026" : line));
	}

	Notification extendTimeout(Duration duration) {
		return line("EXTEND_TIMEOUT_USEC=" + Math.max(1, duration.toNanos() / 1000));
	}

	Notification alive() {
		return line("WATCHDOG=1");
	}

	Notification barrier() {
		return line("BARRIER=1");
	}

	Notification store(String name) {
		return line("FDSTORE=1").line("FDNAME=" + name);
	}

	Notification removeStored(String name) {
		return line("FDSTOREREMOVE=1").line("FDNAME=" + name);
	}

	private Notification line(String line) {
		return new Notification(this.text.isEmpty() ? line : this.text + '\n' + line);
	}

	boolean isEmpty() {
		return this.text.isEmpty();
	}

}
