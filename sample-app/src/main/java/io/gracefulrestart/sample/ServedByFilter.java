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

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Says on every response which process it comes from, and counts the requests.
 */
final class ServedByFilter implements Filter {

	static final String PID_HEADER = "X-Pid";

	static final String GENERATION_HEADER = "X-Generation";

	private final String pid = Long.toString(ProcessHandle.current().pid());

	private final Generation generation;

	private final RequestCounter counter;

	ServedByFilter(Generation generation, RequestCounter counter) {
		this.generation = generation;
		this.counter = counter;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		// An error page and a resumed asynchronous request pass here a second time.
		if (request.getDispatcherType() == DispatcherType.REQUEST) {
			this.counter.increment();
		}
		HttpServletResponse httpResponse = (HttpServletResponse) response;
		httpResponse.setHeader(PID_HEADER, this.pid);
		httpResponse.setHeader(GENERATION_HEADER, Integer.toString(this.generation.current()));
		chain.doFilter(request, response);
	}

}
