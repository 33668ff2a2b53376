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

package io.gracefulrestart.test.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

/**
 * A program that is run again and again, one run at once after the other, until it is
 * told to stop.
 */
final class Repetition implements AutoCloseable {

	private final Supplier<Program> starter;

	private final List<Run> runs = new ArrayList<>();

	private final Thread thread = new Thread(this::repeat, "repetition");

	private volatile boolean stopped;

	/**
	 * Begin.
	 * @param starter starts the program, which ends by itself
	 */
	Repetition(Supplier<Program> starter) {
		this.starter = starter;
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void repeat() {
		while (!this.stopped) {
			try (Program program = this.starter.get()) {
				Run run = new Run(program.awaitExit(), program.output(), program.describe());
				synchronized (this.runs) {
					this.runs.add(run);
				}
			}
		}
	}

	/**
	 * Wait until a run that has begun after this call has ended.
	 */
	void awaitWholeRun() {
		int before = runs().size();
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> runs().size() >= before + 2);
	}

	/**
	 * Return the runs that have ended.
	 * @return copy, in order
	 */
	List<Run> runs() {
		synchronized (this.runs) {
			return List.copyOf(this.runs);
		}
	}

	/**
	 * Let the last run end.
	 * @return all runs
	 */
	List<Run> stop() {
		close();
		return runs();
	}

	@Override
	public void close() {
		this.stopped = true;
		try {
			this.thread.join(SampleRun.PATIENCE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * One run that has ended.
	 *
	 * @param status exit status
	 * @param output its standard output
	 * @param description all that is known of it, for messages
	 */
	record Run(int status, List<String> output, String description) {
	}

}
