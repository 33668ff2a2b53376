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

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose asynchronous processing goes by way of us: started without arguments it
 * would give the application the container's own response, and an application that
 * completes what we have completed would get an error.
 */
final class StreamRequest extends HttpServletRequestWrapper {

	private final Exchange exchange;

	private final StreamResponse response;

	private volatile @Nullable StreamAsyncContext async;

	StreamRequest(HttpServletRequest request, Exchange exchange, StreamResponse response) {
		super(request);
		this.exchange = exchange;
		this.response = response;
	}

	@Override
	public AsyncContext startAsync() {
		return startAsync(this, this.response);
	}

	@Override
	public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
		StreamAsyncContext async = new StreamAsyncContext(this.exchange.startAsync(request, response), this.exchange,
				request, response);
		this.async = async;
		return async;
	}

	@Override
	public AsyncContext getAsyncContext() {
		StreamAsyncContext async = this.async;
		if (async != null && async.isEnded()) {
			return async;
		}
		AsyncContext delegate = super.getAsyncContext();
		return (async != null) ? async
				: new StreamAsyncContext(delegate, this.exchange, delegate.getRequest(), delegate.getResponse());
	}

}
