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

package io.gracefulrestart.actuate;

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator endpoint {@code handoff}: what this process does in the chain of restarts.
 *
 * @since 0.1.0
 */
@Endpoint(id = "handoff")
public class HandoffEndpoint {

	private final GracefulRestartLifecycle lifecycle;

	/**
	 * Create the endpoint.
	 * @param lifecycle the lifecycle to show
	 */
	public HandoffEndpoint(GracefulRestartLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	/**
	 * Show this instant. The request for it is itself among those in progress.
	 * @return the description
	 */
	@ReadOperation
	public HandoffDescriptor handoff() {
		return HandoffDescriptor.of(this.lifecycle.report());
	}

}
