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
import java.util.Map;

/**
 * What ended in one short stretch of a run, and which connections there were.
 *
 * @param from its beginning, counted from the beginning of the run
 * @param answerers properly answered requests by who answered them
 * @param failed requests that failed
 * @param latencies latencies of the properly answered requests of prompt patterns
 * @param connections kept-alive connections that were open at its beginning, by who had
 * answered last on them
 */
public record TimeSlice(Duration from, Map<Answerer, Long> answerers, long failed, Latencies latencies,
		Map<Answerer, Long> connections) {

}
