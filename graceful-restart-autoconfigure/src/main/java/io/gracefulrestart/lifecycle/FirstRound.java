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

import io.gracefulrestart.drain.Mover;

/**
 * A mover that tells when it has moved what was idle at first.
 */
final class FirstRound implements Mover {

	private final Mover mover;

	private final Runnable listener;

	private boolean told;

	/**
	 * Create a mover.
	 * @param mover moves connections
	 * @param listener told once, by the thread that moves
	 */
	FirstRound(Mover mover, Runnable listener) {
		this.mover = mover;
		this.listener = listener;
	}

	@Override
	public void begin(Runnable ready) {
		this.mover.begin(ready);
	}

	@Override
	public boolean move() {
		boolean room = this.mover.move();
		if (!this.mover.isWaiting()) {
			tell();
		}
		return room;
	}

	private void tell() {
		if (!this.told) {
			this.told = true;
			this.listener.run();
		}
	}

	@Override
	public boolean isWaiting() {
		return this.mover.isWaiting();
	}

	@Override
	public void end() {
		this.mover.end();
		tell();
	}

	@Override
	public int moved() {
		return this.mover.moved();
	}

}
