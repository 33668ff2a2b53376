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

package io.gracefulrestart.autoconfigure;

import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;

/**
 * Finds out whether the application is in order: it says so itself, and the
 * {@code liveness} group of its health endpoint does, if there is one. Used by one
 * thread.
 */
final class LivenessChecks implements LivenessCheck {

	private final ObjectProvider<ApplicationAvailability> availability;

	private final ObjectProvider<LivenessCheck> others;

	LivenessChecks(ObjectProvider<ApplicationAvailability> availability, ObjectProvider<LivenessCheck> others) {
		this.availability = availability;
		this.others = others;
	}

	@Override
	public Optional<String> ailment() {
		return Stream.concat(Stream.of(this::state), this.others.stream())
			.map(LivenessCheck::ailment)
			.flatMap(Optional::stream)
			.findFirst();
	}

	private Optional<String> state() {
		ApplicationAvailability available = this.availability.getIfAvailable();
		return (available == null || available.getLivenessState() == LivenessState.CORRECT) ? Optional.empty()
				: Optional.of("LivenessState is " + available.getLivenessState());
	}

}
