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

package io.gracefulrestart.sample;

import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * As many meters as {@code sample.meters} says, for measurements: counters and timers in
 * turn, each of them used.
 */
@Configuration(proxyBeanMethods = false)
class MetersConfiguration {

	@Bean
	@ConditionalOnProperty("sample.meters")
	MeterBinder manyMeters(@Value("${sample.meters}") int count) {
		return (registry) -> IntStream.range(0, count).forEach((number) -> use(registry, number));
	}

	private static void use(MeterRegistry registry, int number) {
		String tag = String.valueOf(number);
		if (number % 2 == 0) {
			registry.counter("sample.many", "number", tag).increment();
		}
		else {
			registry.timer("sample.many.work", "number", tag).record(() -> {
			});
		}
	}

}
