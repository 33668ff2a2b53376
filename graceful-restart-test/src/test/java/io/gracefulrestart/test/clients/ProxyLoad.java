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

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Load by clients that never retry, on a reverse proxy, while the application behind it
 * is replaced.
 */
final class ProxyLoad {

	private static final Log logger = LogFactory.getLog(ProxyLoad.class);

	// Not /whoami: to the application all clients have the proxy's address.
	private static final String PATH = "/download?bytes=1000";

	private static final long REQUESTS = 200;

	private ProxyLoad() {
	}

	/**
	 * Replace the application as often as wanted, with requests before, during and after
	 * each time, and find that no client could tell.
	 * @param proxy port of the proxy
	 * @param application what it leads to
	 * @return how many requests were sent
	 */
	static long replaceBehind(int proxy, Replacements application) throws InterruptedException, TimeoutException {
		LoadPlan plan = LoadPlan.against(Clients.HOST, proxy)
			.timeout(SampleRun.PATIENCE)
			.clients(4, LoadPattern.newConnection(PATH, Pace.perSecond(10)))
			.clients(12, LoadPattern.keepAlive(PATH, Pace.perSecond(20)))
			.clients(2, LoadPattern.slowRequest(Duration.ofMillis(700)))
			.clients(1, LoadPattern.slowUpload(100_000, Duration.ofSeconds(2)))
			.clients(1, LoadPattern.slowDownload(1_000_000, Duration.ofSeconds(2)));
		try (Load load = plan.start()) {
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			for (int i = 0; i < Replacements.count(); i++) {
				application.next();
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			}
			LoadResult result = load.stop();
			logger.info(Replacements.count() + " restarts behind a proxy: " + result.describe());
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
			assertThat(result.answerers()).hasSize(Replacements.count() + 1);
			return result.requests();
		}
	}

}
