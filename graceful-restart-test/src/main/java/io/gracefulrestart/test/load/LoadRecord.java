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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all clients of a run write down together: seldom things, each under one lock. The
 * frequent ones are in the {@link SampleLog} that each client has for itself.
 */
final class LoadRecord {

	final long startNanos = System.nanoTime();

	final Instant startTime = Instant.now();

	final AnswererTable answerers = new AnswererTable();

	final ConnectionLog connections = new ConnectionLog();

	private final int exampleLimit;

	private final List<FailureExample> examples = new ArrayList<>();

	private final List<EndedConnection> endings = new ArrayList<>();

	private final List<Mark> marks = new ArrayList<>();

	private final Map<String, Long> counts = new TreeMap<>();

	LoadRecord(int exampleLimit) {
		this.exampleLimit = exampleLimit;
	}

	/**
	 * Return the time of the run.
	 * @return nanoseconds since its beginning
	 */
	long now() {
		return System.nanoTime() - this.startNanos;
	}

	synchronized void add(FailureExample example) {
		if (this.examples.size() < this.exampleLimit) {
			this.examples.add(example);
		}
	}

	synchronized void add(ConnectionEnding ending) {
		this.endings.add(new EndedConnection(now(), ending));
	}

	synchronized Mark mark(String label) {
		Mark mark = new Mark(Duration.ofNanos(now()), label);
		this.marks.add(mark);
		return mark;
	}

	synchronized void count(String what, long times) {
		if (times > 0) {
			this.counts.merge(what, times, Long::sum);
		}
	}

	synchronized Map<String, Long> counts() {
		return new TreeMap<>(this.counts);
	}

	synchronized long count(ConnectionEnding kind) {
		return this.endings.stream().filter((ending) -> ending.kind() == kind).count();
	}

	synchronized List<FailureExample> examples() {
		return List.copyOf(this.examples);
	}

	synchronized List<EndedConnection> endings() {
		return List.copyOf(this.endings);
	}

	synchronized List<Mark> marks() {
		return List.copyOf(this.marks);
	}

	Instant timeAt(long atNanos) {
		return this.startTime.plusNanos(atNanos);
	}

}
