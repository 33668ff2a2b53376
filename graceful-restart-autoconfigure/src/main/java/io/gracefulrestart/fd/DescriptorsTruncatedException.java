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

package io.gracefulrestart.fd;

import java.io.IOException;

/**
 * Descriptors that a peer sent did not fit into this process ({@code MSG_CTRUNC}), most
 * likely because {@code RLIMIT_NOFILE} is reached. Those that came are closed already.
 */
public final class DescriptorsTruncatedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final int received;

	DescriptorsTruncatedException(int received) {
		super("Only " + received + " of the descriptors that were sent came through; is the limit of open files"
				+ " (ulimit -n) reached?");
		this.received = received;
	}

	/**
	 * Return how many came through.
	 * @return how many came through and were closed
	 */
	public int received() {
		return this.received;
	}

}
