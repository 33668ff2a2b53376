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

package io.gracefulrestart.test.load;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Survival}: what counts as the same connection behind restarts.
 */
class SurvivalTests {

	private static final Duration FIRST = Duration.ofNanos(100);

	private static final Duration SECOND = Duration.ofNanos(200);

	private final ConnectionLog log = new ConnectionLog();

	@Test
	void whenAnotherProcessAnswersOnItThenSurvived() {
		answered(1, 1, 50);
		answered(1, 2, 150);
		assertThat(survival(FIRST)).isEqualTo(new Survival(1, 1, 1));
	}

	@Test
	void whenNobodyElseAnswersOnItThenOpenButNotSurvived() {
		answered(1, 1, 50);
		assertThat(survival(FIRST)).isEqualTo(new Survival(1, 0, 1));
	}

	@Test
	void whenClosedAndReplacedByTheClientThenNotSurvived() {
		answered(1, 1, 50);
		this.log.ended(1, 150);
		answered(2, 2, 160);
		assertThat(survival(FIRST)).isEqualTo(new Survival(1, 0, 1));
	}

	@Test
	void whenClosedByTheSuccessorLaterThenSurvivedTheOneAndNotTheNext() {
		answered(1, 1, 50);
		answered(1, 2, 150);
		this.log.ended(1, 250);
		assertThat(survival(FIRST)).isEqualTo(new Survival(1, 1, 1));
		assertThat(survival(SECOND)).isEqualTo(new Survival(1, 0, 1));
		assertThat(survival(FIRST, SECOND)).isEqualTo(new Survival(1, 0, 2));
	}

	@Test
	void whenClosedOrMadeBetweenRestartsThenNotOpenBeforeTheNext() {
		answered(1, 1, 50);
		this.log.ended(1, 150);
		answered(2, 2, 160);
		answered(2, 3, 250);
		assertThat(survival(SECOND)).isEqualTo(new Survival(1, 1, 1));
		assertThat(survival(FIRST, SECOND)).as("open before the first, exposed to both")
			.isEqualTo(new Survival(1, 0, 2));
	}

	@Test
	void whenIdleDuringARestartThenTheNextAnswerShowsThatItSurvived() {
		answered(1, 1, 50);
		answered(1, 3, 250);
		assertThat(survival(FIRST)).isEqualTo(new Survival(1, 1, 1));
		assertThat(survival(FIRST, SECOND)).isEqualTo(new Survival(1, 1, 2));
	}

	@Test
	void whenAnsweredFirstAfterTheRestartBeganThenNotOpenBefore() {
		answered(1, 1, 101);
		answered(1, 2, 150);
		assertThat(survival(FIRST)).isEqualTo(new Survival(0, 0, 0));
	}

	@Test
	void endOfAConnectionOnWhichNobodyAnsweredIsNothing() {
		this.log.ended(1, 50);
		assertThat(survival(FIRST)).isEqualTo(new Survival(0, 0, 0));
	}

	@Test
	void withoutRestartsNothingIsCounted() {
		answered(1, 1, 50);
		assertThat(survival()).isEqualTo(new Survival(0, 0, 0));
	}

	private void answered(long connection, int answerer, long atNanos) {
		this.log.answered(connection, new FirstAnswer(answerer, atNanos));
	}

	private Survival survival(Duration... begins) {
		return Survival.of(this.log.toList(), List.of(begins));
	}

}
