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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One of the two standard streams that a process writes to.
 */
public enum StandardStream {

	/**
	 * Standard output, descriptor 1.
	 */
	OUTPUT(1),

	/**
	 * Standard error, descriptor 2.
	 */
	ERROR(2);

	private final int number;

	StandardStream(int number) {
		this.number = number;
	}

	/**
	 * Return whether this process has it. In a process that was started with the
	 * descriptor closed, as daemons are, the JVM has opened something else at that
	 * number: its own modules, to read, in whose place nothing must be put, or
	 * {@code /dev/null}, which is as good as any.
	 * @return whether the descriptor is one to write to: a file, a terminal, a pipe or a
	 * Unix socket (the journal's)
	 */
	public boolean isUsable() {
		return isUsable(this.number);
	}

	static boolean isUsable(int number) {
		int flags = NativeSupport.libc().fcntl(number, Linux.F_GETFL, 0);
		return flags >= 0 && (flags & Linux.O_ACCMODE) != 0 && !isOfTheJvm(number);
	}

	private static boolean isOfTheJvm(int number) {
		try {
			Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number));
			return target.toString().startsWith("anon_inode:") || isInternetSocket(number);
		}
		catch (IOException ex) {
			return true; // closed meanwhile, which a standard stream is not
		}
	}

	private static boolean isInternetSocket(int number) throws NativeException {
		try {
			return SocketDescription.of(number).family() != SocketFamily.UNIX;
		}
		catch (NativeException ex) {
			if (ex.errno() == Linux.ENOTSOCK) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Make a second descriptor of it, which lives on when this process has ended.
	 * @return the copy, or {@code /dev/null} if this process does not have the stream;
	 * owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	Descriptor duplicate() throws NativeException {
		return isUsable() ? Descriptor.lent(this.number).duplicate() : DevNull.open();
	}

	/**
	 * Put another one in its place, for this process and those that it starts from now
	 * on. If this process does not have the stream, nothing is done.
	 * @param by what is written to from now on; stays the caller's
	 * @throws NativeException if the call fails; nothing has changed then
	 */
	void replace(Descriptor by) throws NativeException {
		if (isUsable()) {
			// Without O_CLOEXEC: whoever is started inherits its standard streams.
			Molds.replace(this.number, by, 0);
		}
	}

}
