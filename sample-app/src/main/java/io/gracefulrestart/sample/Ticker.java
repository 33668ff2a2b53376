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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Counts ten times a second, and never in two processes at the same time, since
 * {@code application.yml} names its scheduler as a serving-only bean. With
 * {@code sample.ticks-log} each tick appends a line to that file: the process id and the
 * milliseconds of the wall clock.
 */
@RestController
@EnableScheduling
class Ticker {

	private final long pid = ProcessHandle.current().pid();

	private final @Nullable Path log;

	private volatile Ticks ticks = new Ticks(this.pid, 0, null, null);

	Ticker(@Value("${sample.ticks-log:#{null}}") @Nullable Path log) {
		this.log = log;
	}

	@Scheduled(fixedDelay = 100)
	void tick() throws IOException {
		Instant now = Instant.now();
		if (this.log != null) {
			Files.writeString(this.log, this.pid + " " + now.toEpochMilli() + "\n", StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		this.ticks = this.ticks.next(now);
	}

	@GetMapping("/ticks")
	Ticks ticks() {
		return this.ticks;
	}

	/**
	 * What one process has counted.
	 *
	 * @param pid the process that answers
	 * @param count how often it has counted
	 * @param firstAt when it did first
	 * @param lastAt when it did last
	 */
	record Ticks(long pid, long count, @Nullable Instant firstAt, @Nullable Instant lastAt) {

		Ticks next(Instant now) {
			return new Ticks(this.pid, this.count + 1, (this.firstAt != null) ? this.firstAt : now, now);
		}

	}

}
