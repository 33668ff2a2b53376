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

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says which process answers, and whom.
 */
@RestController
class WhoamiController {

	private final long pid = ProcessHandle.current().pid();

	private final Generation generation;

	private final RequestCounter counter;

	WhoamiController(Generation generation, RequestCounter counter) {
		this.generation = generation;
		this.counter = counter;
	}

	@GetMapping("/whoami")
	Whoami whoami(HttpServletRequest request) {
		return new Whoami(this.pid, this.generation.current(), request.getRemoteAddr(), request.getRemotePort(),
				this.counter.total());
	}

	/**
	 * The answer.
	 *
	 * @param pid process that serves
	 * @param generation its generation, counted from 1
	 * @param remoteAddress address of the client as this process sees it
	 * @param remotePort port of the client as this process sees it
	 * @param requestsTotal requests received, this one included
	 */
	record Whoami(long pid, int generation, String remoteAddress, int remotePort, long requestsTotal) {

	}

}
