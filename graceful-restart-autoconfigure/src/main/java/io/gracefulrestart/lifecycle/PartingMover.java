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
 * Looks after the ports that are being left while connections are moved and drained.
 */
final class PartingMover implements Mover {

	private final Mover mover;

	private final AcceptQueues queues;

	/**
	 * Create a mover.
	 * @param mover moves connections
	 * @param queues the queues of the listeners that are left
	 */
	PartingMover(Mover mover, AcceptQueues queues) {
		this.mover = mover;
		this.queues = queues;
	}

	@Override
	public void begin(Runnable ready) {
		this.mover.begin(ready);
	}

	@Override
	public boolean move() {
		this.queues.tend();
		return this.mover.move();
	}

	@Override
	public boolean isWaiting() {
		return this.mover.isWaiting();
	}

	@Override
	public void end() {
		this.mover.end();
	}

	@Override
	public int moved() {
		return this.mover.moved();
	}

}
