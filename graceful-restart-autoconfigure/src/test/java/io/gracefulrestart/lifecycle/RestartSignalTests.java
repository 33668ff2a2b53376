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

package io.gracefulrestart.lifecycle;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RestartSignal}. What becomes of a process whose terminal has gone is
 * for the process tests.
 */
@Timeout(20)
class RestartSignalTests {

	@Test
	void signalAsksWhoeverListenedLast() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch last = new CountDownLatch(1);
		try (RestartSignal one = RestartSignal.listen("URG", first::countDown)) {
			RestartSignal other = RestartSignal.listen("URG", last::countDown);
			Signal.raise(new Signal("URG"));
			assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(first.getCount()).isEqualTo(1);
			other.close();
			Signal.raise(new Signal("URG"));
			assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(one).isNotNull();
		}
	}

	@Test
	void namesOfSignalsAreTakenInAnyForm() {
		assertThat(RestartSignal.checked("hup")).isEqualTo("HUP");
		assertThat(RestartSignal.checked("SIGUSR1")).isEqualTo("USR1");
		assertThatIllegalArgumentException().isThrownBy(() -> RestartSignal.checked("USR2"))
			.withMessageContaining("HUP, USR1");
		assertThatIllegalArgumentException().isThrownBy(() -> RestartSignal.checked("KILL"));
	}

	@Test
	void terminalIsTheFifthFieldAfterTheNameWhateverThatHolds() {
		assertThat(RestartSignal.terminal("42 (java) S 1 42 42 34816 42 4194304 1")).isEqualTo("34816");
		assertThat(RestartSignal.terminal("42 (a) b) (c) S 1 42 42 0 -1 4194304 1")).isEqualTo("0");
		assertThat(RestartSignal.terminal("42 (java) S")).isNull();
	}

}
