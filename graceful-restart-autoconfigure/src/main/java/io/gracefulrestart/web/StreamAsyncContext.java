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
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The application's view of what goes on when its handler has returned: to complete a
 * stream that was ended does nothing.
 */
final class StreamAsyncContext implements AsyncContext {

	private final AsyncContext delegate;

	private final Exchange exchange;

	StreamAsyncContext(AsyncContext delegate, Exchange exchange) {
		this.delegate = delegate;
		this.exchange = exchange;
	}

	private boolean leave() {
		OpenStream stream = this.exchange.known();
		return stream == null || stream.leave();
	}

	@Override
	public void complete() {
		if (leave()) {
			this.delegate.complete();
		}
	}

	@Override
	public void dispatch() {
		if (leave()) {
			this.delegate.dispatch();
		}
	}

	@Override
	public void dispatch(String path) {
		if (leave()) {
			this.delegate.dispatch(path);
		}
	}

	@Override
	public void dispatch(@Nullable ServletContext context, String path) {
		if (leave()) {
			this.delegate.dispatch(context, path);
		}
	}

	@Override
	public ServletRequest getRequest() {
		return this.delegate.getRequest();
	}

	@Override
	public ServletResponse getResponse() {
		return this.delegate.getResponse();
	}

	@Override
	public boolean hasOriginalRequestAndResponse() {
		return getRequest() instanceof StreamRequest && getResponse() instanceof StreamResponse;
	}

	@Override
	public void start(Runnable run) {
		this.delegate.start(run);
	}

	@Override
	public void addListener(AsyncListener listener) {
		this.delegate.addListener(listener);
	}

	@Override
	public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
		this.delegate.addListener(listener, request, response);
	}

	@Override
	public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
		return this.delegate.createListener(type);
	}

	@Override
	public void setTimeout(long timeout) {
		this.delegate.setTimeout(timeout);
	}

	@Override
	public long getTimeout() {
		return this.delegate.getTimeout();
	}

}
