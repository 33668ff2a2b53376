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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Status;

/**
 * Asks a group of the health endpoint, if the application has one of that name. On a
 * thread of its own, since an indicator may take as long as it likes; one that has not
 * answered yet is waited for the next time, and not asked again. Used by one thread.
 */
final class HealthGroup implements ReadinessCheck {

	static final String READINESS = "readiness";

	static final String LIVENESS = "liveness";

	private final String group;

	private final String prefix;

	private final ObjectProvider<HealthEndpoint> endpoint;

	private final ObjectProvider<HealthEndpointGroups> groups;

	private @Nullable FutureTask<Optional<String>> asked;

	HealthGroup(String group, ObjectProvider<HealthEndpoint> endpoint, ObjectProvider<HealthEndpointGroups> groups) {
		this.group = group;
		this.prefix = group + " health group: ";
		this.endpoint = endpoint;
		this.groups = groups;
	}

	@Override
	public Optional<String> obstacle(Deadline deadline) {
		HealthEndpoint health = this.endpoint.getIfAvailable();
		HealthEndpointGroups known = this.groups.getIfAvailable();
		if (health == null || known == null || !known.getNames().contains(this.group)) {
			return Optional.empty();
		}
		FutureTask<Optional<String>> answer = (this.asked != null) ? this.asked : ask(health);
		this.asked = answer;
		try {
			Optional<String> obstacle = answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			this.asked = null;
			return obstacle;
		}
		catch (TimeoutException ex) {
			return Optional.of(this.prefix + "no answer in time");
		}
		catch (ExecutionException ex) {
			this.asked = null;
			return Optional.of(this.prefix + ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.of(this.prefix + "interrupted");
		}
	}

	private FutureTask<Optional<String>> ask(HealthEndpoint health) {
		FutureTask<Optional<String>> task = new FutureTask<>(() -> judge(health.healthForPath(this.group)));
		Thread thread = new Thread(task, "graceful-restart-health");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private Optional<String> judge(@Nullable HealthDescriptor health) {
		if (health == null || health.getStatus().equals(Status.UP)) {
			return Optional.empty();
		}
		List<String> components = down("", health).toList();
		return Optional.of(this.prefix
				+ (components.isEmpty() ? health.getStatus() : components.stream().collect(Collectors.joining(", "))));
	}

	private static Stream<String> down(String name, HealthDescriptor health) {
		if (health instanceof CompositeHealthDescriptor composite) {
			Map<String, HealthDescriptor> components = composite.getComponents();
			return (components != null) ? components.entrySet()
				.stream()
				.flatMap((entry) -> down(name.isEmpty() ? entry.getKey() : name + "/" + entry.getKey(),
						entry.getValue()))
					: Stream.empty();
		}
		return health.getStatus().equals(Status.UP) ? Stream.empty() : Stream.of(name + " " + health.getStatus());
	}

}
