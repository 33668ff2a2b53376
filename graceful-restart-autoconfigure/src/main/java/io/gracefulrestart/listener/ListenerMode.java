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

import java.util.Locale;

/**
 * Which sources a listener may come from.
 */
public enum ListenerMode {

	/** Whatever there is: inherited, else passed by a predecessor, else bound. */
	AUTO,

	/**
	 * Only left open by a supervisor, for this process or for the predecessor that passes
	 * it.
	 */
	INHERIT,

	/** Only passed by a predecessor. */
	HANDOFF,

	/** Only bound by this process. */
	BIND,

	/**
	 * Only bound by this process, on a port that other processes of the same user share
	 * ({@code SO_REUSEPORT}). Never chosen by itself.
	 */
	REUSE_PORT;

	boolean allows(ListenerMode source) {
		return this == source || (this == AUTO && source != REUSE_PORT) || (this == INHERIT && source == HANDOFF);
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
