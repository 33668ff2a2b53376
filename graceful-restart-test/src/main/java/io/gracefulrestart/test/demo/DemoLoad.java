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

import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Pace;

/**
 * The mixed load of the demo: all patterns at once.
 */
final class DemoLoad {

	private static final int NEWCOMERS = 16;

	private static final int REGULARS = 50;

	private static final int PIPELINES = 2;

	private static final int DEPTH = 5;

	private static final long BODY_BYTES = 2_000_000;

	private DemoLoad() {
	}

	/**
	 * Compose the load.
	 * @param host address of the application
	 * @param port its port
	 * @param rate quick requests per second: three tenths on new connections, six on
	 * kept-alive ones, one pipelined; 0 for back to back
	 * @return the plan
	 */
	static LoadPlan plan(String host, int port, int rate) {
		return LoadPlan.against(host, port)
			.clients(NEWCOMERS, LoadPattern.newConnection("/whoami", pace(rate, 0.3 / NEWCOMERS)))
			.clients(REGULARS, LoadPattern.keepAlive("/whoami", pace(rate, 0.6 / REGULARS)))
			.clients(PIPELINES, LoadPattern.pipelined(DEPTH, pace(rate, 0.1 / PIPELINES / DEPTH)))
			.clients(4, LoadPattern.halfSent(Duration.ofMillis(500)))
			.clients(3, LoadPattern.slowRequest(Duration.ofSeconds(3)))
			.clients(2, LoadPattern.slowUpload(BODY_BYTES, Duration.ofSeconds(2)))
			.clients(2, LoadPattern.slowDownload(BODY_BYTES, Duration.ofSeconds(2)));
	}

	private static Pace pace(int rate, double share) {
		return (rate != 0) ? Pace.perSecond(rate * share) : Pace.BACK_TO_BACK;
	}

}
