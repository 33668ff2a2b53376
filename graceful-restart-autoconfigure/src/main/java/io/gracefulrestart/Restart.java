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

package io.gracefulrestart;

import java.util.concurrent.CompletionStage;

/**
 * A restart that was asked for. Neither stage ever fails: that it did not work out is a
 * {@link RestartResult}. What depends on them runs on a thread of the handoff, and must
 * not block. This process ends soon after the second one if it was replaced.
 *
 * @since 0.1.0
 */
public interface Restart {

	/**
	 * Wait until the successor serves and the idle connections have moved to it, or it is
	 * clear that it will not serve. What was in progress still is.
	 * @return the result as it is then
	 */
	CompletionStage<RestartResult> served();

	/**
	 * Wait until the probation is over as well, or this process serves again.
	 * @return the result as it is then
	 */
	CompletionStage<RestartResult> settled();

}
