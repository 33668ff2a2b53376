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

package io.gracefulrestart.session;

import java.io.ObjectInputFilter;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What is let in when the objects of a session are read.
 */
public final class SessionFilter {

	/** Far more than sessions hold, and less than what takes a process down. */
	static final String LIMITS = "maxdepth=200;maxrefs=1000000;maxarray=10000000;maxbytes=16777216";

	private SessionFilter() {
	}

	/**
	 * Create a filter. The JVM's own ({@code jdk.serialFilter}) holds too.
	 * @param pattern classes to let in or not, and other limits, as JEP 290 writes them;
	 * {@code null} for all classes
	 * @return the filter
	 * @throws IllegalArgumentException if it is no such pattern
	 */
	public static ObjectInputFilter of(@Nullable String pattern) {
		ObjectInputFilter filter = ObjectInputFilter.Config
			.createFilter((pattern != null) ? LIMITS + ";" + pattern : LIMITS);
		ObjectInputFilter whole = ObjectInputFilter.Config.getSerialFilter();
		ObjectInputFilter all = (whole != null) ? ObjectInputFilter.merge(filter, whole) : filter;
		return (info) -> all
			.checkInput((info.serialClass() == Decimal.class) ? new Becoming(BigDecimal.class, info) : info);
	}

	/**
	 * What is read, by the name of what becomes of it.
	 *
	 * @param serialClass what becomes of it
	 * @param info what is read
	 */
	private record Becoming(Class<?> serialClass,
			ObjectInputFilter.FilterInfo info) implements ObjectInputFilter.FilterInfo {

		@Override
		public long arrayLength() {
			return this.info.arrayLength();
		}

		@Override
		public long depth() {
			return this.info.depth();
		}

		@Override
		public long references() {
			return this.info.references();
		}

		@Override
		public long streamBytes() {
			return this.info.streamBytes();
		}

	}

}
