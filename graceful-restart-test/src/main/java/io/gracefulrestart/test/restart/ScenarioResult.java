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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Survival;
import io.gracefulrestart.test.load.Window;

/**
 * What was seen of several restarts under load. Immutable.
 *
 * @param load what the clients have seen
 * @param warmUp beginning of the run, which belongs neither to a restart nor to the
 * steady state
 * @param windows when each restart was going on, from the start of the successor until it
 * has settled
 * @param restarts how each restart went, in order; the last one may have failed, then
 * none followed
 */
public record ScenarioResult(LoadResult load, Window warmUp, List<Window> windows, List<Restart> restarts) {

	public ScenarioResult {
		windows = List.copyOf(windows);
		restarts = List.copyOf(restarts);
	}

	/**
	 * Return whether no client could tell: every restart replaced the application, no
	 * request failed, and no kept-alive connection was closed without a warning.
	 * @return whether there was no flaw
	 */
	public boolean isFlawless() {
		return this.load.failed() == 0 && this.load.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING) == 0
				&& this.restarts.stream().allMatch(Restart::isReplaced);
	}

	/**
	 * Return the figures of one restart.
	 * @param index index of the restart, counted from 0
	 * @return figures of the requests that overlap it
	 */
	public LoadFigures figures(int index) {
		return this.load.figures(this.windows.get(index));
	}

	/**
	 * Return what one restart has left of the kept-alive connections.
	 * @param index index of the restart, counted from 0
	 * @return connections that were open when its successor was started, and those that
	 * went on with it
	 */
	public Survival survival(int index) {
		return this.load.survival(List.of(this.windows.get(index).from()));
	}

	/**
	 * Return what all restarts together have left of the kept-alive connections. Those in
	 * which no successor has answered are left out: nothing was at stake.
	 * @return connections that were open before the first restart, and those that
	 * survived every one
	 */
	public Survival survival() {
		List<Duration> begins = IntStream.range(0, this.restarts.size())
			.filter((i) -> this.restarts.get(i).isCutOver())
			.mapToObj((i) -> this.windows.get(i).from())
			.toList();
		return this.load.survival(begins);
	}

	/**
	 * Return the figures of the steady state.
	 * @return figures of the requests that overlap neither a restart nor the warm-up
	 */
	public LoadFigures steady() {
		List<Window> left = new ArrayList<>(this.windows);
		left.add(this.warmUp);
		return this.load.figuresOutside(left);
	}

	/**
	 * Describe the run in text, for the message of an assertion.
	 * @return figures of each restart, of the steady state and of all, and the first
	 * failures
	 */
	public String describe() {
		StringBuilder text = new StringBuilder("steady: ").append(steady());
		for (int i = 0; i < this.restarts.size(); i++) {
			text.append("\nrestart ").append(i + 1).append(": ").append(this.restarts.get(i));
			text.append("\n  ").append(figures(i));
			text.append("\n  ").append(survival(i));
		}
		return text.append("\nall: ").append(survival()).append("\n  ").append(this.load.describe()).toString();
	}

}
