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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.GracefulRestart.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link StateMachine}.
 */
class StateMachineTests {

	private final StateMachine states = new StateMachine();

	private final List<String> heard = new ArrayList<>();

	StateMachineTests() {
		this.states.addListener((from, to) -> this.heard.add(from + " " + to + " " + this.states.state()));
	}

	@Test
	void changeFromTheExpectedStateIsMadeAndHeardOnce() {
		assertThat(this.states.change(State.STARTING, State.SERVING)).isTrue();
		assertThat(this.states.state()).isEqualTo(State.SERVING);
		assertThat(this.heard).containsExactly("STARTING SERVING SERVING");
	}

	@Test
	void changeFromAnotherStateIsNotMadeAndNotHeard() {
		assertThat(this.states.change(State.SERVING, State.DRAINING)).isFalse();
		assertThat(this.states.state()).isEqualTo(State.STARTING);
		assertThat(this.heard).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "STARTING, HANDING_OFF", "STARTING, STANDBY", "STARTING, STARTING" })
	void changeThatTheTableDoesNotHaveIsAnError(State from, State to) {
		assertThatIllegalStateException().isThrownBy(() -> this.states.change(from, to))
			.withMessage(to + " does not follow " + from);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void handoffThatFailsLeadsBackToServing() {
		this.states.change(State.STARTING, State.TAKING_OVER);
		this.states.change(State.TAKING_OVER, State.SERVING);
		this.states.change(State.SERVING, State.HANDING_OFF);
		assertThat(this.states.change(State.HANDING_OFF, State.SERVING)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(State.class)
	void nothingFollowsStopped(State next) {
		this.states.change(State.STARTING, State.STOPPED);
		assertThatIllegalStateException().isThrownBy(() -> this.states.change(State.STOPPED, next));
	}

}
