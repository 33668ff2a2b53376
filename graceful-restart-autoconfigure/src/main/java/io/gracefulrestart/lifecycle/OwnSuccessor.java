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
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.launch.ExitStatus;
import io.gracefulrestart.launch.LaunchToken;
import io.gracefulrestart.launch.LaunchedProcess;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The process that a restart has started, if it has. Thread safe.
 */
final class OwnSuccessor {

	private static final Log logger = LogFactory.getLog(OwnSuccessor.class);

	// Its predecessor serves, nobody waits for it.
	private static final Duration END = Duration.ofSeconds(5);

	private volatile @Nullable LaunchedProcess process;

	private volatile boolean ending;

	/**
	 * Note that it runs.
	 * @param process the process
	 */
	void started(LaunchedProcess process) {
		this.process = process;
	}

	/**
	 * Return whether a process that introduces itself is this one.
	 * @param token what it says of itself
	 * @return whether it knows the secret
	 */
	boolean knows(@Nullable String token) {
		LaunchedProcess launched = this.process;
		return launched != null && launched.token().matches(token);
	}

	@Nullable LaunchToken token() {
		LaunchedProcess launched = this.process;
		return (launched != null) ? launched.token() : null;
	}

	/**
	 * Return its process id.
	 * @return the process id, 0 if there is none
	 */
	long pid() {
		LaunchedProcess launched = this.process;
		return (launched != null) ? launched.pid() : 0;
	}

	List<String> tail() {
		LaunchedProcess launched = this.process;
		return (launched != null) ? launched.tail() : List.of();
	}

	/**
	 * Let it end by itself, as it has said that it does: one that is hurried does not end
	 * as it would have. Not for ever.
	 */
	void awaitExit() {
		LaunchedProcess launched = this.process;
		if (launched == null) {
			return;
		}
		// Not by the future's own means, which leave a thread behind.
		try {
			launched.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Successor has not ended", ex);
		}
	}

	/**
	 * End it, if it has not ended. Ended twice is ended once.
	 * @param reason why, for people
	 * @return the reason, and how it has ended if it did so by itself
	 */
	String end(String reason) {
		LaunchedProcess launched = this.process;
		if (launched == null) {
			return reason;
		}
		// Two threads may come here at the same time; the signal that one of them sends
		// is
		// not an end by itself to the other.
		boolean byItself = !launched.isAlive() && !this.ending;
		if (!byItself) {
			this.ending = true;
		}
		ExitStatus status = launched.end(Deadline.after(END));
		return (!byItself || reason.contains(status.toString())) ? reason : reason + "; it " + status;
	}

}
