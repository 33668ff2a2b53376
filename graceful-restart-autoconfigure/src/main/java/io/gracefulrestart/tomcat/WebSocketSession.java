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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.Processor;
import org.apache.coyote.UpgradeToken;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket session on a connection, whoever in the application has it: a server
 * endpoint, a handler of Spring's, a message broker. Tomcat has no public way from the
 * connection to it; without ours its own way remains, which says that the server goes
 * away.
 */
final class WebSocketSession {

	private static final Log logger = LogFactory.getLog(WebSocketSession.class);

	// Compared by name, since Tomcat's WebSocket part may not be there.
	private static final String HANDLER = "org.apache.tomcat.websocket.server.WsHttpUpgradeHandler";

	private WebSocketSession() {
	}

	static boolean isOn(Processor processor) {
		// Looked up once: a worker may be about to take it away.
		UpgradeToken token = processor.getUpgradeToken();
		return token != null && HANDLER.equals(token.httpUpgradeHandler().getClass().getName());
	}

	/**
	 * Close the session with a close frame, after what is being sent. The application
	 * hears of it on this thread.
	 * @param processor the processor of its connection
	 * @param code the code in the frame
	 * @param patience how long a message that is being sent may take to be sent
	 */
	static void close(Processor processor, int code, Duration patience) {
		Access.close(processor, code, patience);
	}

	/**
	 * Loaded where Tomcat's WebSocket part is there.
	 */
	private static final class Access {

		private static final @Nullable MethodHandle SESSION = find();

		private static @Nullable MethodHandle find() {
			try {
				return MethodHandles.privateLookupIn(WsHttpUpgradeHandler.class, MethodHandles.lookup())
					.findGetter(WsHttpUpgradeHandler.class, "wsSession", WsSession.class);
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				logger.debug("WebSocket sessions are closed with 1001, since this Tomcat does not show them", ex);
				return null;
			}
		}

		static @Nullable Session session(Processor processor) {
			if (SESSION == null) {
				return null;
			}
			try {
				return (Session) SESSION
					.invoke((WsHttpUpgradeHandler) processor.getUpgradeToken().httpUpgradeHandler());
			}
			catch (Throwable ex) {
				throw new IllegalStateException("WebSocket session not found", ex);
			}
		}

		static void close(Processor processor, int code, Duration patience) {
			Session session = session(processor);
			try {
				if (session == null) {
					((WsHttpUpgradeHandler) processor.getUpgradeToken().httpUpgradeHandler())
						.upgradeDispatch(SocketEvent.STOP);
					return;
				}
				session.getUserProperties()
					.put(Constants.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT_PROPERTY, patience.toMillis());
				session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), "Service restart"));
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("WebSocket session not closed cleanly", ex);
			}
		}

	}

}
