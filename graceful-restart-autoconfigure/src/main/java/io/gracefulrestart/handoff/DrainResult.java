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

package io.gracefulrestart.handoff;

/**
 * How the predecessor's drain ended: a {@link Refused refusal} (it never got SERVING and
 * has gone back to accepting: close the gate, drain, end with an error),
 * {@link PredecessorGone}, or one of those nested here.
 */
public sealed interface DrainResult permits Ending, DrainResult.Drained, DrainResult.Released, DrainResult.Overdue {

	/**
	 * It has finished.
	 *
	 * @param counts how its requests ended
	 * @param handoff the finished handoff
	 */
	record Drained(DrainCounts counts, HandoffRecord handoff) implements DrainResult {

	}

	/**
	 * It will not come back, and the conversation is over.
	 */
	record Released() implements DrainResult {

	}

	/**
	 * It has not said so by the deadline; the conversation goes on.
	 */
	record Overdue() implements DrainResult {

	}

}
