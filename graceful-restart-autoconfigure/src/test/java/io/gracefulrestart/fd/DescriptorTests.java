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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Descriptor} and {@link Loan}.
 */
class DescriptorTests {

	private DescriptorCount before;

	@BeforeEach
	void count() {
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@Test
	void closeClosesOnceEvenWhenTheNumberWasGivenToSomethingElse() throws IOException {
		Descriptor first = socket();
		int number = first.number();
		first.close();
		Descriptor second = socket();
		assertThat(second.number()).as("lowest free number is given again").isEqualTo(number);
		first.close();
		assertThat(second.inode()).isPositive();
		second.close();
	}

	@Test
	void closedDescriptorSaysSo() throws IOException {
		Descriptor descriptor = socket();
		int number = descriptor.number();
		assertThat(descriptor.isOpen()).isTrue();
		assertThat(descriptor).hasToString("fd " + number + " (socket:[" + descriptor.inode() + "])");
		descriptor.close();
		assertThat(descriptor.isOpen()).isFalse();
		assertThat(descriptor).hasToString("fd " + number + " (closed)");
		assertThatIllegalStateException().isThrownBy(descriptor::number).withMessage("fd " + number + " is closed");
		assertThatIllegalStateException().isThrownBy(descriptor::inode);
		assertThatIllegalStateException().isThrownBy(descriptor::duplicate);
	}

	@Test
	void duplicateIsTheSameSocketAndClosedOnExec() throws IOException {
		Descriptor original = socket();
		try (Descriptor copy = original.duplicate()) {
			assertThat(copy.number()).isNotEqualTo(original.number());
			assertThat(copy.inode()).isEqualTo(original.inode());
			assertThat(closeOnExec(copy.number())).isTrue();
			original.close();
			assertThat(SocketDescription.of(copy).family()).isEqualTo(SocketFamily.INET);
		}
	}

	@Test
	void closeTakesEffectWhenTheLastCallInProgressHasEnded() throws IOException {
		Descriptor descriptor = socket();
		// Its number may be given to something of the JVM's at once.
		String socket = "socket:[" + descriptor.inode() + "]";
		Loan loan = Loan.of(descriptor);
		descriptor.close();
		assertThat(descriptor.isOpen()).isFalse();
		assertThat(OpenDescriptors.describe()).containsValue(socket);
		loan.close();
		assertThat(OpenDescriptors.describe()).doesNotContainValue(socket);
	}

	@Test
	void loanOfAClosedDescriptorGivesTheOthersBack() throws IOException {
		Descriptor open = socket();
		Descriptor closed = socket();
		closed.close();
		assertThatIllegalStateException().isThrownBy(() -> Loan.of(List.of(open, closed)));
		open.close();
	}

	@Test
	void inheritedNumberIsClosedOnExecFromNowOn() throws IOException {
		try (Descriptor leftOpen = socket()) {
			int number = NativeSupport.libc().fcntl(leftOpen.number(), 0 /* F_DUPFD */, 0);
			assertThat(closeOnExec(number)).isFalse();
			try (Descriptor inherited = Descriptor.inherited(number)) {
				assertThat(closeOnExec(number)).isTrue();
				assertThat(inherited.inode()).isEqualTo(leftOpen.inode());
			}
		}
	}

	@Test
	void inheritedNumberThatIsNotOpenIsAnError() {
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> Descriptor.inherited(1_000_000))
			.withMessage("fcntl(fd 1000000) failed: EBADF (Bad file descriptor)");
		assertThatIllegalArgumentException().isThrownBy(() -> Descriptor.inherited(-1));
	}

	@Test
	void callsThatRaceWithCloseEitherWorkOrSayThatItIsClosed() throws Exception {
		for (int round = 0; round < 300; round++) {
			Descriptor descriptor = socket();
			long inode = descriptor.inode();
			CyclicBarrier start = new CyclicBarrier(3);
			List<CompletableFuture<Void>> threads = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				threads.add(CompletableFuture.runAsync(() -> duplicateUntilClosed(descriptor, inode, start)));
			}
			start.await();
			descriptor.close();
			// Would be hit by a call that uses the number after the close.
			try (Descriptor next = socket()) {
				for (CompletableFuture<Void> thread : threads) {
					thread.get();
				}
				assertThat(next.inode()).isNotEqualTo(inode);
			}
		}
	}

	private static void duplicateUntilClosed(Descriptor descriptor, long inode, CyclicBarrier start) {
		try {
			start.await();
			while (true) {
				try (Descriptor copy = descriptor.duplicate()) {
					assertThat(copy.inode()).isEqualTo(inode);
				}
			}
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessageEndingWith("is closed");
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static boolean closeOnExec(int number) {
		return NativeSupport.libc().fcntl(number, Linux.F_GETFD, 0) == Linux.FD_CLOEXEC;
	}

	private static Descriptor socket() throws IOException {
		return ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BindOptions.EXCLUSIVE);
	}

}
