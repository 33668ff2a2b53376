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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has systemd see that the main process is its child.
 * <p>
 * It looks at that once, when it hears of a main process, and a successor is its
 * predecessor's child then. Of one that is not its child it does not await the end: to
 * stop the service it sends SIGTERM, and SIGKILL in the same instant. Since it does not
 * look again at a process that it knows already, another one has to be in between: a
 * child of ours that does nothing.
 */
final class Adoption {

	private static final Log logger = LogFactory.getLog(Adoption.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final NotifySocket socket;

	Adoption(NotifySocket socket) {
		this.socket = socket;
	}

	/**
	 * Have another main process named, and this one again. Returns when systemd has heard
	 * both.
	 * @param naming names both, given the other's process id
	 */
	void run(LongConsumer naming) {
		ProcessBuilder builder = new ProcessBuilder("sleep", "60").redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().remove("NOTIFY_SOCKET");
		try {
			Process other = builder.start();
			try {
				naming.accept(other.pid());
				awaitHeard();
			}
			finally {
				other.destroyForcibly();
				other.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (IOException ex) {
			logger.debug("systemd does not know this process for its child", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// It closes the descriptor when it has come to this message.
	private void awaitHeard() throws IOException {
		try (ControlConnection.Pair pair = ControlConnection.pair()) {
			try (Descriptor passed = pair.second().surrender()) {
				this.socket.send(Notification.NONE.barrier(), passed);
			}
			pair.first().receive(1, PATIENCE);
		}
	}

}
