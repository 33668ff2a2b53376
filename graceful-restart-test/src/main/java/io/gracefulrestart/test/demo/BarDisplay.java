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

import java.time.Duration;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.restart.Restart;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows the demo as a bar of time that fills on standard error.
 */
final class BarDisplay implements Display {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final Story story;

	private final long durationMillis;

	private final ProgressBar bar;

	private final Ticker ticker = new Ticker(INTERVAL);

	BarDisplay(Story story, Duration duration) {
		this.story = story;
		this.durationMillis = duration.toMillis();
		this.bar = new ProgressBarBuilder().setTaskName("Load")
			.setInitialMax(this.durationMillis)
			.setStyle(ProgressBarStyle.ASCII)
			.setUpdateIntervalMillis((int) INTERVAL.toMillis())
			.setUnit(" s", 1000)
			.hideEta()
			.build();
	}

	@Override
	public void starting(ApplicationProcess process) {
		this.bar.setExtraMessage("starting the application, process " + process.pid());
	}

	@Override
	public void serving(ApplicationProcess process, Load load) {
		this.ticker.start(() -> {
			// A late restart prolongs the load; a bar that is full says nothing any more.
			long now = load.elapsed().toMillis();
			this.bar.maxHint(Math.max(this.durationMillis, now));
			this.bar.stepTo(now);
			this.bar.setExtraMessage(this.story.moment(load.progress()));
		});
	}

	@Override
	public void restarting(int number) {
		this.story.restarting(number);
	}

	@Override
	public void restarted(int number, Restart restart) {
		this.story.restarted(restart);
	}

	@Override
	public void ending() {
		this.ticker.close();
		this.bar.setExtraMessage("waiting for the last answers");
	}

	@Override
	public void close() {
		this.ticker.close();
		this.bar.close();
	}

}
