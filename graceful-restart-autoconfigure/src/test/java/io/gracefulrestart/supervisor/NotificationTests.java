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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Notification}.
 */
class NotificationTests {

	@Test
	void linesAreThoseOfTheProtocol() {
		assertThat(Notification.NONE.ready().mainProcess(4711).status("Generation 2, serving").alive().text())
			.isEqualTo("READY=1\nMAINPID=4711\nSTATUS=Generation 2, serving\nWATCHDOG=1");
		assertThat(Notification.NONE.reloading(123456).text()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=123456");
		assertThat(Notification.NONE.stopping().text()).isEqualTo("STOPPING=1");
		assertThat(Notification.NONE.extendTimeout(Duration.ofMillis(1500)).text())
			.isEqualTo("EXTEND_TIMEOUT_USEC=1500000");
		assertThat(Notification.NONE.store("http").text()).isEqualTo("FDSTORE=1\nFDNAME=http");
		assertThat(Notification.NONE.removeStored("http").text()).isEqualTo("FDSTOREREMOVE=1\nFDNAME=http");
	}

	@Test
	void statusIsOneLineWhateverItSays() {
		assertThat(Notification.NONE.status(" failed:\n\tat some.Code\r\nREADY=1\u0007 ").text())
			.isEqualTo("STATUS=failed: at some.Code READY=1?");
		assertThat(Notification.NONE.status("x".repeat(1000)).text()).hasSize("STATUS=".length() + 250).endsWith("…");
	}

	@Test
	void extensionIsNeverNothing() {
		assertThat(Notification.NONE.extendTimeout(Duration.ZERO).text()).isEqualTo("EXTEND_TIMEOUT_USEC=1");
	}

	@Test
	void nothingIsEmpty() {
		assertThat(Notification.NONE.isEmpty()).isTrue();
		assertThat(Notification.NONE.ready().isEmpty()).isFalse();
	}

}
