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

import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Something that the application needs, and that may not be there; see
 * {@link FaultConfiguration}.
 */
@RestController
@ConditionalOnProperty("sample.down-while")
class StockController {

	private final Path file;

	StockController(@Value("${sample.down-while}") Path file) {
		this.file = file;
	}

	@Bean
	HealthIndicator stock() {
		return () -> (isDown() ? Health.down() : Health.up()).build();
	}

	@GetMapping("/stock")
	ResponseEntity<String> look() {
		return isDown() ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body("down") : ResponseEntity.ok("up");
	}

	private boolean isDown() {
		return Files.exists(this.file);
	}

}
