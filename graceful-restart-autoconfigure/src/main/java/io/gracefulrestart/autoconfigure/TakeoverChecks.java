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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gracefulrestart.time.Deadline;
import io.gracefulrestart.tomcat.GracefulConnectors;
import io.gracefulrestart.tomcat.SmokeRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * All that a successor finds out about itself before it is ready, cheapest first; each
 * has a deadline of its own.
 */
final class TakeoverChecks implements ReadinessCheck {

	private static final String PREFIX = "graceful-restart.handoff.";

	private final List<SmokeRequest> requests;

	private final Duration timeout;

	private final GracefulConnectors connectors;

	private final ObjectProvider<ApplicationAvailability> availability;

	private final ObjectProvider<ReadinessCheck> others;

	/**
	 * Create the checks.
	 * @param properties which requests are sent, and how long each check may take
	 * @param connectors what they are sent through
	 * @param availability what the application says of itself; asked for late
	 * @param others further checks; asked for late
	 * @throws InvalidConfigurationPropertyValueException if a request cannot be
	 * understood, or there is no time for it
	 */
	TakeoverChecks(GracefulRestartProperties.Handoff properties, GracefulConnectors connectors,
			ObjectProvider<ApplicationAvailability> availability, ObjectProvider<ReadinessCheck> others) {
		this.requests = properties.getChecks().stream().map(TakeoverChecks::request).toList();
		this.timeout = timeout(properties.getCheckTimeout());
		this.connectors = connectors;
		this.availability = availability;
		this.others = others;
	}

	private static SmokeRequest request(String text) {
		try {
			return SmokeRequest.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "checks", text,
					"A check is written as 'METHOD /path', or '/path' for GET, encoded as in a request line.");
		}
	}

	private static Duration timeout(Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "check-timeout", timeout,
					"Nothing can be checked in no time.");
		}
		return timeout;
	}

	@Override
	public Optional<String> obstacle(Deadline deadline) {
		Stream<ReadinessCheck> checks = Stream.concat(Stream.concat(Stream.of(this::refusal), this.others.stream()),
				this.requests.stream().map(this::smoke));
		return checks.map((check) -> check.obstacle(Deadline.after(this.timeout).earlier(deadline)))
			.flatMap(Optional::stream)
			.findFirst();
	}

	private Optional<String> refusal(Deadline deadline) {
		ApplicationAvailability available = this.availability.getIfAvailable();
		return (available == null || available.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC)
				? Optional.empty() : Optional.of("readiness " + available.getReadinessState());
	}

	private ReadinessCheck smoke(SmokeRequest request) {
		return (deadline) -> this.connectors.check(request, deadline);
	}

}
