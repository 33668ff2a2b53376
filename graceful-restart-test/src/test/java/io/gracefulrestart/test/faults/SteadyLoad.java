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

package io.gracefulrestart.test.faults;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadProgress;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Pace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that never retry, few enough to leave the machine to the processes: with a new
 * connection for each request, with kept-alive ones, and with a request that is always in
 * progress. They wait long, since a fault may make them wait, but nobody may fail.
 */
public final class SteadyLoad implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(60);

	/**
	 * How many requests are in progress at most.
	 */
	static final int CLIENTS = 6;

	// Where some are to be expected, each is looked at.
	private static final int FAILURES = 10_000;

	private static final long SIGN_OF_LIFE = 20;

	private final Load load;

	/**
	 * Begin, and wait until there are answers.
	 * @param port port of the application
	 */
	public SteadyLoad(int port) {
		this.load = LoadPlan.against(Rig.HOST, port)
			.timeout(LONG)
			.failureExamples(FAILURES)
			.clients(2, LoadPattern.newConnection("/whoami", Pace.perSecond(20)))
			.clients(3, LoadPattern.keepAlive("/whoami", Pace.perSecond(10)))
			.clients(1, LoadPattern.slowRequest(Duration.ofMillis(500)))
			.start();
		awaitAnswers();
	}

	/**
	 * Wait until more requests have been answered, or have failed.
	 */
	public void awaitAnswers() {
		try {
			this.load.awaitRequests(SIGN_OF_LIFE, LONG);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("Clients have to wait", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	LoadProgress progress() {
		return this.load.progress();
	}

	LoadResult snapshot() {
		return this.load.snapshot();
	}

	/**
	 * Send no more, wait for the answers.
	 * @return what the clients have seen
	 */
	public LoadResult stop() {
		try {
			return this.load.stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/**
	 * Stop, and find that no request has failed and that every connection which the
	 * server has ended was told so before.
	 */
	public void assertFlawless() {
		LoadResult result = stop();
		assertThat(result.failed()).as(result.describe()).isZero();
		assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
	}

	@Override
	public void close() {
		this.load.close();
	}

}
