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

import java.util.function.BooleanSupplier;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.supervisor.PidFile;

/**
 * Has the PID file name the process that serves. Deleted is it by the process that ends
 * the service, and by nobody else: what a replaced process finds there is its
 * successor's, or soon will be.
 */
final class PidFileKeeper implements StateMachine.Listener {

	private final Core core;

	private final PidFile file;

	private final BooleanSupplier replaced;

	/**
	 * Create a keeper.
	 * @param core tells whether this process serves
	 * @param file the file
	 * @param replaced whether another process has the service, or gets it
	 */
	PidFileKeeper(Core core, PidFile file, BooleanSupplier replaced) {
		this.core = core;
		this.file = file;
		this.replaced = replaced;
	}

	@Override
	public void changed(State from, State to) {
		if (to == State.SERVING) {
			// Also after a handoff that has failed: the successor may have got as far as
			// this. On a thread of its own, since the cutover waits for this one.
			Thread thread = new Thread(this::write, "graceful-restart-pid-file");
			thread.setDaemon(true);
			thread.start();
		}
		else if (to == State.STOPPED && (from == State.DRAINING || from == State.STANDBY)
				&& !this.replaced.getAsBoolean()) {
			remove();
		}
	}

	private synchronized void write() {
		// It may have ended meanwhile.
		if (this.core.serves()) {
			this.file.write();
		}
	}

	private synchronized void remove() {
		this.file.remove();
	}

}
