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

package io.gracefulrestart.state;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Whether something is on its way that whoever shows amounts has to wait for. Waited for
 * once: what has not come within its time is not waited for again. Thread safe.
 */
final class CatchUp {

	private @Nullable StateLink link;

	/**
	 * Something is to come.
	 * @param from whence
	 */
	synchronized void begin(StateLink from) {
		this.link = from;
	}

	/**
	 * It has come, or does not come any more.
	 * @param from whence it would come
	 */
	synchronized void end(StateLink from) {
		if (this.link == from) {
			this.link = null;
			notifyAll();
		}
	}

	synchronized void await(Duration patience) {
		Deadline deadline = Deadline.after(patience);
		while (this.link != null) {
			if (deadline.hasPassed()) {
				this.link = null;
				return;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remaining().toNanos()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

}
