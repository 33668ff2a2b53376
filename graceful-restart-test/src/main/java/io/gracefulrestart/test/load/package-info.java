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

/**
 * API: load over HTTP/1.1 that never retries, and what its clients saw. One thread a
 * client, blocking channels, no allocation on the way of a request, so that the load
 * disturbs the application that it shares the machine with as little as it can.
 */
@NullMarked
package io.gracefulrestart.test.load;

import org.jspecify.annotations.NullMarked;
