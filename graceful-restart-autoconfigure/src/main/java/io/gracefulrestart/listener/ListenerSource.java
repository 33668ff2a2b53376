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

package io.gracefulrestart.listener;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Where listeners come from.
 */
public interface ListenerSource {

	/**
	 * Take the listener that fits a request. Each can be taken once.
	 * @param request what is asked for
	 * @return the listener, owned by the caller; {@code null} if there is none that fits
	 * @throws IOException if it fits but cannot be had, naming the listener or its
	 * address
	 */
	@Nullable Listener take(ListenerRequest request) throws IOException;

}
