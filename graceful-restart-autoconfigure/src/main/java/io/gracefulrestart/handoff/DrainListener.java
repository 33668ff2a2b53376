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

import java.util.List;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.Descriptor;

/**
 * Hears of the predecessor's drain, on the thread that waits for its end.
 */
public interface DrainListener {

	/**
	 * The drain has come further.
	 * @param progress how far
	 */
	default void onProgress(Progress progress) {
	}

	/**
	 * Established connections have come: take them in, and read nothing.
	 * @param listener name of the listener that they came from
	 * @param descriptors the connections; closed by this method, or owned by the result
	 * @param states what the predecessor's server knows of each
	 * @return the connections that were taken in, and those that were not
	 */
	default ArrivingBatch onConnections(String listener, List<Descriptor> descriptors, List<ConnectionState> states) {
		return ArrivingBatch.refuse(descriptors, "connections are not taken here");
	}

	/**
	 * Connections that were taken in are served now.
	 * @param listener name of the listener that they came from
	 * @param count how many
	 */
	default void onAdopted(String listener, int count) {
	}

	/**
	 * The predecessor's serving-only work has stopped, and may start here.
	 */
	default void onQuiesced() {
	}

	/**
	 * The predecessor will not come back.
	 */
	default void onReleased() {
	}

}
