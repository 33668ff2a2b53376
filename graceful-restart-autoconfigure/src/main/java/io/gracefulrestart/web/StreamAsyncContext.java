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
 * The application's view of what goes on when its handler has returned. To complete a
 * stream that was ended does nothing, and request and response can still be had, so that
 * the application learns of it when it writes.
 */
final class StreamAsyncContext implements AsyncContext {

	private final AsyncContext delegate;

	private final Exchange exchange;

	private final ServletRequest request;

	private final ServletResponse response;

	StreamAsyncContext(AsyncContext delegate, Exchange exchange, ServletRequest request, ServletResponse response) {
		this.delegate = delegate;
		this.exchange = exchange;
		this.request = request;
		this.response = response;
	}

	boolean isEnded() {
		OpenStream stream = this.exchange.known();
		return stream != null && stream.isEnded();
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
		return isEnded() ? this.request : this.delegate.getRequest();
	}

	@Override
	public ServletResponse getResponse() {
		return isEnded() ? this.response : this.delegate.getResponse();
	}

	@Override
	public boolean hasOriginalRequestAndResponse() {
		return this.request instanceof StreamRequest && this.response instanceof StreamResponse;
	}

	@Override
	public void start(Runnable run) {
		this.delegate.start(() -> {
			try {
				run.run();
			}
			catch (RuntimeException ex) {
				// Tomcat would answer with status 500 whatever comes next on the
				// connection.
				if (!isEnded()) {
					throw ex;
				}
			}
		});
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
