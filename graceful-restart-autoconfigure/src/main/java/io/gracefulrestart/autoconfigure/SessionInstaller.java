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

package io.gracefulrestart.autoconfigure;

import java.io.ObjectInputFilter;

import io.gracefulrestart.session.LiveSessions;
import io.gracefulrestart.session.SessionState;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.apache.catalina.session.StandardManager;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.tomcat.TomcatContextCustomizer;

/**
 * Puts our sessions in the place of Tomcat's own.
 */
final class SessionInstaller implements TomcatContextCustomizer {

	private static final Log logger = LogFactory.getLog(SessionInstaller.class);

	private final SessionState state;

	private final ObjectInputFilter filter;

	SessionInstaller(SessionState state, ObjectInputFilter filter) {
		this.state = state;
		this.filter = filter;
	}

	@Override
	public void customize(Context context) {
		Manager present = context.getManager();
		if (present != null && present.getClass() != StandardManager.class) {
			logger.warn("Sessions do not go to a successor: the application has a manager of its own for them, a "
					+ present.getClass().getName());
			return;
		}
		LiveSessions sessions = new LiveSessions(this.state, this.filter);
		if (present instanceof StandardManager standard) {
			// As server.servlet.session.persistent has set it.
			sessions.setPathname(standard.getPathname());
		}
		context.setManager(sessions);
	}

}
