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

import org.jspecify.annotations.Nullable;

/**
 * What a predecessor says while it drains.
 */
final class DrainMessages {

	private DrainMessages() {
	}

	/**
	 * Return whether a message belongs to a drain, DRAINED included.
	 * @param message the message, {@code null} at end of file
	 * @return whether the predecessor has begun to drain
	 */
	static boolean include(@Nullable Message message) {
		return message instanceof Progress || message instanceof Message.Quiesced || message instanceof Message.Drained
				|| message instanceof Message.Released || message instanceof Connections
				|| message instanceof Message.Release || message instanceof Message.Withdrawn;
	}

	/**
	 * Hear a message of the drain.
	 * @param message the message
	 * @param listener told what concerns it
	 */
	static void hear(@Nullable Message message, DrainListener listener) {
		if (message instanceof Progress progress) {
			listener.onProgress(progress);
		}
		else if (message instanceof Message.Quiesced) {
			listener.onQuiesced();
		}
		else if (message instanceof Message.Released) {
			listener.onReleased();
		}
	}

}
