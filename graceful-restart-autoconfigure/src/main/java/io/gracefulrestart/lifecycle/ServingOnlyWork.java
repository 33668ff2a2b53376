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

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Starts and stops the work that only the serving process may do, on a thread of its own:
 * it may take seconds, and no socket waits for it. One thing at a time, in the order in
 * which they were asked for. Thread safe.
 * <p>
 * Who asks, and when, so that two processes never work at the same time:
 *
 * <table>
 * <caption>Starts and stops</caption>
 * <tr>
 * <th>process</th>
 * <th>when</th>
 * <th>what</th>
 * </tr>
 * <tr>
 * <td>first generation, one that is not supported</td>
 * <td>it serves</td>
 * <td>start</td>
 * </tr>
 * <tr>
 * <td>predecessor</td>
 * <td>the successor serves</td>
 * <td>stop, then QUIESCED</td>
 * </tr>
 * <tr>
 * <td>successor</td>
 * <td>QUIESCED has come, or the predecessor is gone</td>
 * <td>start</td>
 * </tr>
 * <tr>
 * <td>predecessor</td>
 * <td>it serves again, the successor has died</td>
 * <td>start</td>
 * </tr>
 * </table>
 */
final class ServingOnlyWork {

	private static final Log logger = LogFactory.getLog(ServingOnlyWork.class);

	private final Application application;

	private final Duration patience;

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), ServingOnlyWork::thread);

	/**
	 * Create it; nothing has been started.
	 * @param application what starts and stops
	 * @param patience how long to wait for something to stop
	 */
	ServingOnlyWork(Application application, Duration patience) {
		this.application = application;
		this.patience = patience;
		// No thread stays where there is nothing to do.
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "graceful-restart-serving-only");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Start the work. Returns at once.
	 */
	void start() {
		start(() -> true);
	}

	/**
	 * Start the work, unless this process has handed over by the time it is its turn:
	 * whoever asks for it may have been waiting for a third process.
	 * @param serves whether this process serves, looked at after all that was asked for
	 * before is done; it says no before the stop is asked for
	 */
	void start(BooleanSupplier serves) {
		this.executor.execute(() -> guard(() -> {
			if (serves.getAsBoolean()) {
				this.application.startServingOnly();
			}
		}));
	}

	/**
	 * Stop the work. Returns at once.
	 * @param then called on another thread when it has stopped, or was not willing to
	 */
	void stop(Runnable then) {
		this.executor.execute(() -> {
			guard(() -> this.application.stopServingOnly(Deadline.after(this.patience)));
			guard(then);
		});
	}

	private static void guard(Runnable task) {
		try {
			task.run();
		}
		// An Error too: the other process would wait for a word that never comes.
		catch (RuntimeException | Error ex) {
			logger.error("Work that only the serving process may do is not as it should be", ex);
		}
	}

}
