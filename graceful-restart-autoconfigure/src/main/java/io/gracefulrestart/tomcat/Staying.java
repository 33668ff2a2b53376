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

import java.util.EnumMap;
import java.util.Map;

import io.gracefulrestart.connection.StayReason;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an endpoint that cannot go to another process.
 */
final class Staying {

	private final ConnectionsNioEndpoint endpoint;

	Staying(ConnectionsNioEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Count them.
	 * @return those that are open now, by the reason why they stay
	 */
	Map<StayReason, Integer> count() {
		Map<StayReason, Integer> staying = new EnumMap<>(StayReason.class);
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.wrappers()) {
			StayReason reason = reason((GracefulConnection) connection);
			if (reason != null) {
				staying.merge(reason, 1, Integer::sum);
			}
		}
		return staying;
	}

	/**
	 * Return why a connection stays.
	 * @param connection the connection
	 * @return the reason, {@code null} if it can go, or is closed
	 */
	@Nullable StayReason reason(GracefulConnection connection) {
		// Most are idle, and nobody is on them; to look closer takes a lock of each.
		if (connection.getCurrentProcessor() == null && !this.endpoint.isSSLEnabled()) {
			return null;
		}
		return switch (new OpenConnection(this.endpoint, connection).activity()) {
			case CLOSED -> null;
			case HTTP2, HTTP2_READ -> StayReason.HTTP2;
			case WEB_SOCKET, UPGRADED -> StayReason.UPGRADED;
			default -> this.endpoint.isSSLEnabled() ? StayReason.TLS : null;
		};
	}

}
