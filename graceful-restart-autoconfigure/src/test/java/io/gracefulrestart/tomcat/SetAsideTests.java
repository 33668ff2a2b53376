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

import java.time.Duration;

import org.apache.coyote.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SetAside}.
 */
class SetAsideTests {

	private final SetAside setAside = new SetAside();

	@Test
	void connectionOfAnAnsweredRequestIsSetAsideUntilItBringsAnother() {
		answer(this.setAside, "1");
		assertThat(this.setAside.isEmpty()).isTrue();
		assertThat(this.setAside.answered()).containsExactly("1");
		this.setAside.isUsedAgain("2");
		this.setAside.isUsedAgain(null);
		assertThat(this.setAside.answered()).containsExactly("1");
		this.setAside.isUsedAgain("1");
		assertThat(this.setAside.answered()).isEmpty();
	}

	@Test
	void connectionsThatBringNoOtherDoNotPileUp() {
		SetAside forgetful = new SetAside(Duration.ofMillis(1));
		for (int i = 0; i < 1000; i++) {
			answer(forgetful, Integer.toString(i));
		}
		await().atMost(Duration.ofSeconds(10)).until(() -> forgetful.answered().isEmpty());
	}

	@Test
	void threadThatServesNoRequestSetsNothingAside() {
		SetAside.Candidate before = this.setAside.begin(new Request());
		SetAside.end(before);
		SetAside.current();
		assertThat(this.setAside.isEmpty()).isTrue();
	}

	@Test
	void requestThatIsServedWithinAnotherLeavesThatOneToItsThread() {
		Request outer = new Request();
		SetAside.Candidate none = this.setAside.begin(outer);
		SetAside.Candidate before = this.setAside.begin(new Request());
		SetAside.end(before);
		SetAside.current();
		SetAside.end(none);
		assertThat(this.setAside.requests()).containsExactly(outer);
	}

	private static void answer(SetAside setAside, String connection) {
		Request request = new Request();
		SetAside.Candidate before = setAside.begin(request);
		SetAside.current();
		SetAside.end(before);
		assertThat(setAside.count()).isEqualTo(1);
		setAside.remove(request, connection);
	}

}
