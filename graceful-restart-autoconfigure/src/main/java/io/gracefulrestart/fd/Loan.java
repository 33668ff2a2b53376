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

import java.util.List;

/**
 * The numbers of descriptors for the length of a system call, during which they stay
 * open; the descriptors stay their owners'.
 */
final class Loan implements AutoCloseable {

	private final List<Descriptor> descriptors;

	private final int[] numbers;

	private int acquired;

	private Loan(List<Descriptor> descriptors) {
		this.descriptors = List.copyOf(descriptors);
		this.numbers = new int[this.descriptors.size()];
	}

	/**
	 * Borrow the numbers.
	 * @param descriptors open descriptors
	 * @return their numbers, until {@link #close()}
	 * @throws IllegalStateException if one of them is closed; none is borrowed then
	 */
	static Loan of(List<Descriptor> descriptors) {
		Loan loan = new Loan(descriptors);
		try {
			for (Descriptor descriptor : loan.descriptors) {
				loan.numbers[loan.acquired] = descriptor.acquire();
				loan.acquired++;
			}
			return loan;
		}
		catch (IllegalStateException ex) {
			loan.close();
			throw ex;
		}
	}

	static Loan of(Descriptor descriptor) {
		return of(List.of(descriptor));
	}

	int[] numbers() {
		return this.numbers;
	}

	int number() {
		return this.numbers[0];
	}

	@Override
	public void close() {
		while (this.acquired > 0) {
			this.descriptors.get(--this.acquired).release();
		}
	}

}
