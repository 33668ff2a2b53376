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

package io.gracefulrestart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * State of the application that its next version inherits, such as the entries of a cache
 * or flags that somebody has switched. A bean of this type takes part by itself; both
 * generations have one of the same name.
 *
 * <pre class="code">
 * &#064;Component
 * class Flags implements StateParticipant {
 *
 *     public String name() {
 *         return "flags";
 *     }
 *
 *     public void write(StateMoment moment, OutputStream out) throws IOException {
 *         this.switched.store(out, null);
 *     }
 *
 *     public void read(StateMoment moment, int version, InputStream in) throws IOException {
 *         this.switched.load(in);
 *     }
 * }
 * </pre>
 *
 * What it writes is streamed, and bounded in size and time
 * ({@code graceful-restart.state.*}). Whatever goes wrong, here or there, is a WARN, and
 * never keeps one version from following the other. The methods are called on threads of
 * their own, one at a time, while the application serves.
 *
 * @since 0.1.0
 */
public interface StateParticipant {

	/**
	 * Return the name by which the other generation finds it.
	 * @return a name that is unique in the application, at most 200 characters
	 */
	String name();

	/**
	 * Return the version of what {@link #write} writes.
	 * @return the version, which {@link #read} is told
	 */
	default int version() {
		return 1;
	}

	/**
	 * Write state for the other process.
	 * @param moment what is to be written. It may be more: whoever does not know what has
	 * changed writes everything each time
	 * @param out where to; buffered, need not be closed
	 * @throws IOException if it fails; then the other process is not given what was
	 * written, as far as it has not read it yet
	 */
	void write(StateMoment moment, OutputStream out) throws IOException;

	/**
	 * Read what the other process has written.
	 * @param moment what it is
	 * @param version what {@link #version()} is there
	 * @param in ends where the other process has ended; what is left unread is skipped
	 * @throws IOException if it is not understood, or the other process has failed in the
	 * middle of it: what was read so far is to be forgotten
	 */
	void read(StateMoment moment, int version, InputStream in) throws IOException;

}
