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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LoopbackRequest}.
 */
// On a thread of its own, since a request without an end would not hear an interrupt.
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class LoopbackRequestTests {

	@RegisterExtension
	static SharedServer shared = new SharedServer();

	@Test
	void requestIsServedThoughTheGateIsClosed() throws IOException {
		shared.get().gate().close();
		try {
			String status = request("/hello").run(Deadline.after(Duration.ofSeconds(10)));
			assertThat(status).isEqualTo("HTTP/1.1 200 ");
		}
		finally {
			shared.get().gate().open();
		}
	}

	@Test
	void responseThatGoesOnAndOnIsGivenUpAtTheDeadline() {
		LoopbackRequest endless = request("/endless");
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> endless.run(Deadline.after(Duration.ofMillis(500))));
	}

	private static LoopbackRequest request(String path) {
		return new LoopbackRequest(shared.get().protocol(), new SmokeRequest("GET", path), "test");
	}

}
