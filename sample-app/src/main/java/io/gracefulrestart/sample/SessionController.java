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

package io.gracefulrestart.sample;

import jakarta.servlet.http.HttpSession;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.WebUtils;

/**
 * Counts the requests of a session in that session.
 */
@RestController
class SessionController {

	/** Name of the attribute. */
	static final String COUNT = "count";

	@GetMapping("/session")
	Counted session(HttpSession session) {
		synchronized (WebUtils.getSessionMutex(session)) {
			int count = (session.getAttribute(COUNT) instanceof Integer before) ? before + 1 : 1;
			session.setAttribute(COUNT, count);
			return new Counted(session.getId(), count);
		}
	}

	/**
	 * The answer.
	 *
	 * @param id the session's id
	 * @param count requests of this session, this one included
	 */
	record Counted(String id, int count) {

	}

}
