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

/**
 * How a running load stands. The figures are read while the clients go on, so that they
 * may be apart by a few requests.
 *
 * @param at time since the beginning of the run
 * @param requests requests that have ended
 * @param failed those of them that have failed
 * @param closedWithWarning connections whose end the server has announced
 * @param closedWithoutWarning connections that the server has just closed
 * @param serving who answered last, the newest generation of what the clients have seen
 */
public record LoadProgress(Duration at, long requests, long failed, long closedWithWarning, long closedWithoutWarning,
		Answerer serving) {

}
