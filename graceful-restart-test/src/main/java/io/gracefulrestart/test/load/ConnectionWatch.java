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

package io.gracefulrestart.test.load;

/**
 * Notes for one client who answers on its kept-alive connection. What has not changed
 * since the last answer costs a comparison. Confined to the thread of its client.
 */
final class ConnectionWatch {

	private final LoadRecord record;

	private long number;

	private int answerer;

	ConnectionWatch(LoadRecord record) {
		this.record = record;
	}

	/**
	 * A request has been answered on a connection that is kept.
	 * @param connection number of the connection
	 * @param by number of who answered; 0 if it has not said who it is, which is no
	 * answer here, since it may be the same as before
	 */
	void answered(long connection, int by) {
		if (by != 0 && (by != this.answerer || connection != this.number)) {
			this.number = connection;
			this.answerer = by;
			this.record.connections.answered(connection, new FirstAnswer(by, this.record.now()));
		}
	}

	/**
	 * A connection is closed, by whomever.
	 * @param connection number of the connection
	 */
	void ended(long connection) {
		if (connection == this.number) {
			this.record.connections.ended(connection, this.record.now());
		}
	}

}
