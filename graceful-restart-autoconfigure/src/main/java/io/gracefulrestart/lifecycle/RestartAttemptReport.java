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

package io.gracefulrestart.lifecycle;

import java.time.Instant;

import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartResult;
import org.jspecify.annotations.Nullable;

/**
 * A restart that was asked for, as of one instant.
 *
 * @param kind what was asked for
 * @param startedAt when
 * @param progress how far it has come, for people; {@code null} if it is over
 * @param result the result as it stands, {@code null} if there is none yet
 * @since 0.1.0
 */
public record RestartAttemptReport(RestartKind kind, Instant startedAt, @Nullable String progress,
		@Nullable RestartResult result) {

	/**
	 * Leave out what the successor has written, which may hold secrets: whoever may ask
	 * for a restart gets it in the answer, and not whoever may only look.
	 * @param report a report, or {@code null}
	 * @return the same without it
	 */
	public static @Nullable RestartAttemptReport withoutOutput(@Nullable RestartAttemptReport report) {
		if (report == null || report.result() == null) {
			return report;
		}
		return new RestartAttemptReport(report.kind(), report.startedAt(), report.progress(),
				report.result().withoutOutput());
	}

}
