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

package io.gracefulrestart.test.demo;

import java.io.PrintWriter;
import java.time.Duration;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.restart.Restart;

/**
 * Shows the demo in lines of text: one for each event, and one every few seconds.
 */
final class LineDisplay implements Display {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final Story story;

	private final PrintWriter out;

	private final Ticker ticker = new Ticker(INTERVAL);

	LineDisplay(Story story, PrintWriter out) {
		this.story = story;
		this.out = out;
	}

	@Override
	public void starting(ApplicationProcess process) {
		say("Starting the application, process " + process.pid());
	}

	@Override
	public void serving(ApplicationProcess process, Load load) {
		this.ticker.start(() -> say(
				"%5.1f s: %s".formatted(Text.millis(load.elapsed()) / 1000, this.story.moment(load.progress()))));
	}

	@Override
	public void restarting(int number) {
		say(this.story.restarting(number));
	}

	@Override
	public void restarted(int number, Restart restart) {
		say(this.story.restarted(restart));
	}

	@Override
	public void ending() {
		this.ticker.close();
		say("Waiting for the last answers");
	}

	private synchronized void say(String line) {
		this.out.println(line);
		this.out.flush();
	}

	@Override
	public void close() {
		this.ticker.close();
	}

}
