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

import java.util.ArrayList;
import java.util.List;

/**
 * The life of one kept-alive connection: one TCP connection from one local port, on which
 * at least one request has been answered. A client that connects again begins another
 * one.
 *
 * @param answers first answer of each process that has answered on it, in order of time;
 * never empty
 * @param endNanos when it was closed by either side, in nanoseconds since the beginning
 * of the run; {@link Long#MAX_VALUE} if it has not been
 */
record KeptConnection(List<FirstAnswer> answers, long endNanos) {

	KeptConnection {
		answers = List.copyOf(answers);
	}

	static KeptConnection begin(FirstAnswer answer) {
		return new KeptConnection(List.of(answer), Long.MAX_VALUE);
	}

	KeptConnection with(FirstAnswer answer) {
		List<FirstAnswer> more = new ArrayList<>(this.answers);
		more.add(answer);
		return new KeptConnection(more, this.endNanos);
	}

	KeptConnection end(long atNanos) {
		return new KeptConnection(this.answers, atNanos);
	}

	/**
	 * Return whether it was open at a time and had been answered on: a server that closed
	 * all its connections then would have ended it.
	 * @param nanos time in nanoseconds since the beginning of the run
	 * @return whether it was open
	 */
	boolean isOpenAt(long nanos) {
		return this.answers.get(0).atNanos() <= nanos && nanos < this.endNanos;
	}

	/**
	 * Return who had answered last at a time at which it {@linkplain #isOpenAt was open}.
	 * @param nanos time in nanoseconds since the beginning of the run
	 * @return number of the process in the {@link AnswererTable}
	 */
	int answererAt(long nanos) {
		int last = this.answers.get(0).answerer();
		for (FirstAnswer answer : this.answers) {
			last = (answer.atNanos() <= nanos) ? answer.answerer() : last;
		}
		return last;
	}

	/**
	 * Return whether it was open at a time, and another process has answered on it later.
	 * How much later does not matter: an idle connection shows only when it is used who
	 * has it.
	 * @param nanos time in nanoseconds since the beginning of the run
	 * @return whether one process had begun with it, and another has gone on
	 */
	boolean survived(long nanos) {
		return isOpenAt(nanos) && this.answers.get(this.answers.size() - 1).atNanos() > nanos;
	}

}
