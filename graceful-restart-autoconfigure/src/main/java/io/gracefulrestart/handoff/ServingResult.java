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
 * What became of SERVING: a {@link Refused refusal} (the predecessor has gone back to
 * accepting: close the gate, drain, end with an error), {@link PredecessorGone}, or one
 * of those nested here.
 */
public sealed interface ServingResult permits Ending, ServingResult.Confirmed, ServingResult.Unconfirmed {

	/**
	 * The predecessor has read it: the cutover is final.
	 */
	record Confirmed() implements ServingResult {

	}

	/**
	 * The predecessor has not answered yet; it may be stopped. Serve on:
	 * {@link SuccessorConversation#awaitDrained} hears its answer.
	 */
	record Unconfirmed() implements ServingResult {

	}

}
