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

package io.gracefulrestart.meters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Which meters go on in the next version: those whose names were asked for, but neither
 * those that count what goes on at the moment nor our own, which have other ways. Thread
 * safe.
 */
public final class MeterNames {

	private static final String OWN = "graceful.restart.";

	private final List<Pattern> patterns;

	// By the name that Prometheus gives it.
	private final Map<String, Meter.Id> meters = new ConcurrentHashMap<>();

	/**
	 * Create names.
	 * @param patterns names, in which {@code *} stands for anything
	 */
	public MeterNames(List<String> patterns) {
		this.patterns = patterns.stream()
			.map((pattern) -> Pattern.compile(Pattern.quote(pattern.strip()).replace("*", "\\E.*\\Q")))
			.toList();
	}

	/**
	 * Learn the names of a registry's meters, from now on.
	 * @param registry a registry without meters
	 */
	public void learn(MeterRegistry registry) {
		registry.config().onMeterAdded((meter) -> {
			Meter.Id id = meter.getId();
			String name = registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
			this.meters.put(withoutSuffix(name), id);
		});
	}

	private static String withoutSuffix(String name) {
		return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
	}

	/**
	 * Return whether a meter goes on.
	 * @param name the name that Prometheus gives it
	 * @return whether it does; one that is none of Micrometer's goes by its own name,
	 * with dots
	 */
	boolean isCarriedAs(String name) {
		Meter.Id id = this.meters.get(withoutSuffix(name));
		return (id != null) ? isCarried(id) : isCarried(name.replace('_', '.'));
	}

	/**
	 * Return whether a meter goes on.
	 * @param id the meter
	 * @return whether it does
	 */
	boolean isCarried(Meter.Id id) {
		return id.getType() != Meter.Type.LONG_TASK_TIMER && isCarried(id.getName());
	}

	private boolean isCarried(String name) {
		return !name.startsWith(OWN) && this.patterns.stream().anyMatch((pattern) -> pattern.matcher(name).matches());
	}

}
