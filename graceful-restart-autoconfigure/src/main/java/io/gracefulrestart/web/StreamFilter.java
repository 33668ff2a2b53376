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

package io.gracefulrestart.web;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Notices streams and makes it possible to end them. It has to come before whatever else
 * writes or wraps: what is below is the container's own. For dispatches of the kind
 * {@code REQUEST}; others have what that one has wrapped. One for each servlet context.
 */
public final class StreamFilter implements Filter {

	// It sends files by way of the kernel, but only if nobody has wrapped anything.
	private static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";

	private final OpenStreams streams;

	private final Map<String, Boolean> sendsFiles = new ConcurrentHashMap<>();

	/**
	 * Create it for the streams of an application.
	 * @param streams where streams are noted
	 */
	public StreamFilter(OpenStreams streams) {
		this.streams = streams;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest httpRequest && response instanceof HttpServletResponse httpResponse
				&& !sendsFiles(httpRequest)) {
			doFilter(httpRequest, httpResponse, chain);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Exchange exchange = new Exchange(this.streams, request, response);
		StreamResponse wrapped = new StreamResponse(response, exchange);
		try {
			chain.doFilter(new StreamRequest(request, exchange, wrapped), wrapped);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			if (!StreamEndedException.isCauseOf(ex)) {
				throw ex;
			}
			// The response is complete, and ends as if the handler had returned.
		}
		finally {
			exchange.returned();
		}
	}

	private boolean sendsFiles(HttpServletRequest request) {
		return this.sendsFiles.computeIfAbsent(request.getHttpServletMapping().getServletName(), (name) -> {
			ServletRegistration servlet = request.getServletContext().getServletRegistration(name);
			return servlet != null && DEFAULT_SERVLET.equals(servlet.getClassName());
		});
	}

}
