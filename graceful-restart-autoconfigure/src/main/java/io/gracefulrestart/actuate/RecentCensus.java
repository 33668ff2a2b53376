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

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.gracefulrestart.drain.Census;
import org.jspecify.annotations.Nullable;

/**
 * A census that is taken at most once a while. Taking one looks at every connection, and
 * one scrape asks for several of its numbers, which should also fit together. Thread
 * safe.
 */
final class RecentCensus {

	private static final long MAXIMUM_AGE_NANOS = 500_000_000;

	private final Supplier<Census> source;

	private final LongSupplier nanoTime;

	private @Nullable Census last;

	private long takenAt;

	RecentCensus(Supplier<Census> source, LongSupplier nanoTime) {
		this.source = source;
		this.nanoTime = nanoTime;
	}

	synchronized Census get() {
		long now = this.nanoTime.getAsLong();
		Census census = this.last;
		if (census == null || now - this.takenAt > MAXIMUM_AGE_NANOS) {
			census = this.source.get();
			this.last = census;
			this.takenAt = now;
		}
		return census;
	}

}
