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

package io.gracefulrestart.connection;

/**
 * A server that nobody else sees, whose connections are this process's own: moving is
 * rehearsed on it. {@link #close()} ends the server and the connections.
 */
public interface Rehearsal extends AutoCloseable {

	/**
	 * Return where its connections can be moved from.
	 * @return the source
	 */
	ConnectionSource source();

	/**
	 * Return where its connections can be moved to.
	 * @return the target
	 */
	ConnectionTarget target();

	/**
	 * Look at all of its connections, as a drain does before the first one moves.
	 */
	void look();

	@Override
	void close();

}
