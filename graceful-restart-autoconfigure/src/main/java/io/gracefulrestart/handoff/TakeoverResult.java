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
 * How an attempt to take over from a predecessor went: a {@link Refused refusal} or one
 * of those nested here.
 */
public sealed interface TakeoverResult permits Refused, TakeoverResult.NoPredecessor, TakeoverResult.Connected {

	/**
	 * Nobody serves: this is the first generation.
	 *
	 * @param reason how that was seen
	 */
	record NoPredecessor(String reason) implements TakeoverResult {

	}

	/**
	 * The predecessor has passed its listeners, and serves on until this process is
	 * ready.
	 *
	 * @param conversation the conversation with it, owned by the caller
	 */
	record Connected(SuccessorConversation conversation) implements TakeoverResult {

	}

}
