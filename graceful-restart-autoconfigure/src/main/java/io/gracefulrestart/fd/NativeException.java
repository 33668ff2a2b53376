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

import jnr.constants.platform.Errno;

/**
 * A system call failed. The message reads
 * {@code bind(0.0.0.0:8080) failed: EADDRINUSE (Address already in use)}.
 */
public final class NativeException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String call;

	private final int errno;

	private final String errnoName;

	/**
	 * Create the exception.
	 * @param errno the error number: the first argument, so that it is read right after
	 * the call and before anything is done for the text
	 * @param call what was called
	 */
	NativeException(int errno, String call) {
		this(errno, call, Errno.valueOf(errno));
	}

	private NativeException(int errno, String call, Errno constant) {
		super(message(errno, call, constant));
		this.call = call;
		this.errno = errno;
		this.errnoName = name(errno, constant);
	}

	private static String message(int errno, String call, Errno constant) {
		String message = call + " failed: " + name(errno, constant);
		return constant.defined() ? message + " (" + constant.description() + ")" : message;
	}

	private static String name(int errno, Errno constant) {
		return (constant != Errno.__UNKNOWN_CONSTANT__) ? constant.name() : "errno " + errno;
	}

	/**
	 * Return the call that failed, with what identifies its object.
	 * @return the call, such as {@code bind(0.0.0.0:8080)}
	 */
	public String call() {
		return this.call;
	}

	/**
	 * Return the error number, see errno(3).
	 * @return the number, such as 98
	 */
	public int errno() {
		return this.errno;
	}

	/**
	 * Return the symbolic name of the error number.
	 * @return the name, such as {@code EADDRINUSE}, or {@code errno 4711} if it has none
	 */
	public String errnoName() {
		return this.errnoName;
	}

}
