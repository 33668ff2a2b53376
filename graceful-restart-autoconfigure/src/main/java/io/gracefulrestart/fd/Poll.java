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

import java.time.Duration;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Waits for descriptors, see poll(2). A {@code pollfd} is number 4, events 2, returned
 * events 2.
 */
final class Poll {

	private static final int ENTRY = 8;

	private static final int EVENTS = 4;

	private Poll() {
	}

	/**
	 * Wait until a number of these has one of the events, an error or a hang-up.
	 * @param events what to wait for
	 * @param deadline until when, {@code null} for ever
	 * @param numbers the numbers, which must stay open
	 * @return whether something happened, {@code false} if the deadline passed
	 * @throws NativeException if the call fails, {@code ENOMEM}
	 */
	static boolean await(int events, @Nullable Deadline deadline, int... numbers) throws NativeException {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(numbers.length * ENTRY)) {
			for (int i = 0; i < numbers.length; i++) {
				block.putInt(i * ENTRY, numbers[i]).putShort(i * ENTRY + EVENTS, events);
			}
			while (true) {
				int ready = libc.poll(block.address(0), numbers.length, milliseconds(deadline));
				if (ready > 0) {
					return true;
				}
				if (ready < 0 && libc.errno() != Linux.EINTR) {
					throw new NativeException(NativeSupport.libc().errno(), "poll");
				}
				if (deadline != null && deadline.hasPassed()) {
					return false;
				}
			}
		}
	}

	// Rounded up, so that the last call does not become a busy loop.
	private static int milliseconds(@Nullable Deadline deadline) {
		if (deadline == null) {
			return -1;
		}
		Duration remaining = deadline.remaining();
		return (remaining.toDays() > 0) ? (int) Duration.ofDays(1).toMillis()
				: (int) remaining.plusNanos(999_999).toMillis();
	}

}
