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

/**
 * The kernel's {@code CLOCK_MONOTONIC}, which other processes of the host read too; see
 * clock_gettime(2).
 */
public final class MonotonicClock {

	private static final long MICROSECONDS = 1_000_000;

	private MonotonicClock() {
	}

	/**
	 * Read the clock.
	 * @return microseconds since some instant in the past, the same for all processes
	 * that have not got a time namespace of their own
	 * @throws NativeException if the kernel has no such clock
	 */
	public static long microseconds() throws NativeException {
		try (NativeBlock timespec = NativeBlock.allocate(2 * Long.BYTES)) {
			if (NativeSupport.libc().clock_gettime(Linux.CLOCK_MONOTONIC, timespec.address(0)) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "clock_gettime");
			}
			return timespec.getLong(0) * MICROSECONDS + timespec.getLong(Long.BYTES) / 1000;
		}
	}

}
