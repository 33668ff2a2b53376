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

package io.gracefulrestart.lifecycle;

import io.gracefulrestart.handoff.PredecessorPhase;
import io.gracefulrestart.handoff.Progress;
import org.jspecify.annotations.Nullable;

/**
 * The process of the other generation.
 *
 * @param pid its process id
 * @param generation its generation
 * @param phase what it does, as far as this process knows
 * @param drain how far its drain has come when it last said so, about a second ago;
 * {@code null} if it does not drain
 * @since 0.1.0
 */
public record Peer(long pid, int generation, Phase phase, @Nullable Progress drain) {

	/**
	 * What the other process does.
	 */
	public enum Phase {

		/** It starts, and is not ready yet. */
		STARTING,

		/** It is ready; the gate of one process closes, that of the other opens. */
		CUTTING_OVER,

		/** It accepts connections. */
		SERVING,

		/** It accepts no more, and finishes what it has begun. */
		DRAINING,

		/** It has finished, and serves again if the successor dies or gives back. */
		STANDBY;

		static @Nullable Phase ofSuccessor(PredecessorPhase phase) {
			return switch (phase) {
				case GREETING, AWAITING_READY -> STARTING;
				case COMMITTING, AWAITING_SERVING -> CUTTING_OVER;
				case DRAINING, DRAINED -> SERVING;
				case ENDED -> null;
			};
		}

	}

}
