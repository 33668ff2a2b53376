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

package io.gracefulrestart.test.load;

/**
 * A copy of the samples of one client. Immutable, as long as nobody writes to its values.
 */
final class ClientSamples {

	private final String pattern;

	private final Timing timing;

	private final long[] values;

	ClientSamples(LoadPattern pattern, SampleLog samples) {
		this.pattern = pattern.label();
		this.timing = pattern.timing();
		this.values = samples.copy();
	}

	String pattern() {
		return this.pattern;
	}

	Timing timing() {
		return this.timing;
	}

	/**
	 * Return the samples.
	 * @return values as laid out by {@link SampleLog}
	 */
	long[] values() {
		return this.values;
	}

}
