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
 * A descriptor that becomes readable for good when it is closed, see eventfd(2). It wakes
 * a thread that polls a socket which must not be shut down because others hold it too.
 */
final class WakeUp implements AutoCloseable {

	private final Descriptor event;

	private WakeUp(Descriptor event) {
		this.event = event;
	}

	static WakeUp create() throws NativeException {
		int number = NativeSupport.libc().eventfd(0, Linux.EFD_CLOEXEC | Linux.EFD_NONBLOCK);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "eventfd");
		}
		return new WakeUp(Descriptor.owning(number));
	}

	/**
	 * Borrow the number that becomes readable; it stays open until the loan ends.
	 * @return the loan
	 * @throws IllegalStateException if closed
	 */
	Loan loan() {
		return Loan.of(this.event);
	}

	@Override
	public void close() {
		if (this.event.isOpen()) {
			try (Loan loan = loan(); NativeBlock one = NativeBlock.allocate(Long.BYTES)) {
				NativeSupport.libc().write(loan.number(), one.putLong(0, 1).address(0), Long.BYTES);
			}
			catch (IllegalStateException ex) {
				// Another thread has closed, and so woken, everybody first.
			}
		}
		this.event.close();
	}

}
