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

import java.util.List;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.handoff.DrainListener;

/**
 * Takes the connections in that come back after a rollback.
 *
 * @param intake takes them in
 * @param quiesced called when the successor's serving-only work has stopped
 */
record ReturnListener(ConnectionIntake intake, Runnable quiesced) implements DrainListener {

	@Override
	public ArrivingBatch onConnections(String listener, List<Descriptor> descriptors, List<ConnectionState> states) {
		return this.intake.hold(listener, descriptors, states);
	}

	@Override
	public void onQuiesced() {
		this.quiesced.run();
	}

	@Override
	public void onAdopted(String listener, int count) {
		this.intake.adopted(listener, count);
	}

}
