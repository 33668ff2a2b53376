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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.handoff.PredecessorGone;
import io.gracefulrestart.handoff.SuccessorConversation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The instant from which a successor's application accepts traffic.
 */
final class Readiness {

	private static final Log logger = LogFactory.getLog(Readiness.class);

	private final CountDownLatch come = new CountDownLatch(1);

	/**
	 * The application is ready, or nobody is to wait for it any more.
	 */
	void come() {
		this.come.countDown();
	}

	/**
	 * Wait for it. Without an end a process that never gets ready would stay behind for
	 * ever: the predecessor has refused it by then. One that has left has not, and then
	 * nobody else serves.
	 * @param conversation the conversation with the predecessor
	 * @param timeout how long to wait while the predecessor serves
	 * @param predecessor what the predecessor is called in the log
	 * @return {@code false} if it took too long
	 * @throws IOException if the predecessor broke the protocol
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean await(SuccessorConversation conversation, Duration timeout, String predecessor)
			throws IOException, InterruptedException {
		if (this.come.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			return true;
		}
		if (!(conversation.look() instanceof PredecessorGone)) {
			return false;
		}
		logger.warn("Predecessor " + predecessor + " is gone, so this process starts on although it takes longer than "
				+ timeout.toMillis() + " ms");
		this.come.await();
		return true;
	}

}
