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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.fd.Datagrams;
import io.gracefulrestart.fd.Descriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where a supervisor receives notifications. One that cannot be sent is lost: the first
 * time it is warned of, and again after one has arrived. Thread safe; what one thread
 * sends arrives in order.
 */
final class NotifySocket {

	private static final Log logger = LogFactory.getLog(NotifySocket.class);

	// Its receiver does little else than to read it.
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final String address;

	private volatile boolean failing;

	/**
	 * Create a socket; nothing is opened.
	 * @param address an absolute path, or {@code @} and a name in the abstract name space
	 */
	NotifySocket(String address) {
		this.address = address;
	}

	/**
	 * Send a message.
	 * @param notification what to say; nothing is sent if it is empty
	 * @param descriptors what goes with it; they stay the caller's
	 * @return whether it was sent, which does not mean that the supervisor has obeyed
	 */
	synchronized boolean send(Notification notification, Descriptor... descriptors) {
		if (notification.isEmpty()) {
			return true;
		}
		try {
			Datagrams.send(this.address, notification.text().getBytes(StandardCharsets.UTF_8), List.of(descriptors),
					PATIENCE);
			this.failing = false;
			if (logger.isTraceEnabled()) {
				logger.trace("Supervisor told: " + notification.text().replace('\n', ' '));
			}
			return true;
		}
		catch (IOException | IllegalArgumentException | IllegalStateException ex) {
			if (!this.failing) {
				this.failing = true;
				logger.warn("Supervisor at NOTIFY_SOCKET=" + this.address + " cannot be told what happens here: "
						+ ex.getMessage());
			}
			return false;
		}
	}

	@Override
	public String toString() {
		return this.address;
	}

}
