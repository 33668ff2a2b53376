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

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Stands between Tomcat's protocol and its adapter, since only there every kind of
 * request comes by: HTTP/1.1, HTTP/2 streams, and asynchronous ones each time that a
 * worker takes them up again.
 */
final class InFlightAdapter implements Adapter {

	private final Adapter delegate;

	private final InFlightRequests requests;

	InFlightAdapter(Adapter delegate, InFlightRequests requests) {
		this.delegate = delegate;
		this.requests = requests;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		this.requests.add(request);
		LeavingProcessor processor = LeavingProcessor.of(request);
		if (processor != null) {
			processor.begin();
		}
		Course course = Course.FAILED;
		SetAside.Candidate before = this.requests.setAside().begin(request);
		try {
			this.delegate.service(request, response);
			course = Course.of(request);
		}
		finally {
			SetAside.end(before);
			note(course, request);
			if (processor != null) {
				processor.end();
			}
		}
	}

	@Override
	public boolean prepare(Request request, Response response) throws Exception {
		return this.delegate.prepare(request, response);
	}

	@Override
	public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
		LeavingProcessor processor = LeavingProcessor.of(request);
		if (processor != null) {
			processor.resume();
		}
		Course course = Course.FAILED;
		try {
			boolean success = this.delegate.asyncDispatch(request, response, status);
			course = success ? Course.of(request) : Course.FAILED;
			return success;
		}
		finally {
			note(course, request);
		}
	}

	@Override
	public void log(Request request, Response response, long time) {
		this.delegate.log(request, response, time);
	}

	@Override
	public void checkRecycled(Request request, Response response) {
		// The connection was closed under an asynchronous request.
		this.requests.remove(request);
		this.delegate.checkRecycled(request, response);
	}

	@Override
	public String getDomain() {
		return this.delegate.getDomain();
	}

	private void note(Course course, Request request) {
		switch (course) {
			case COMPLETED -> this.requests.complete(request);
			case FAILED -> this.requests.remove(request);
			case GOES_ON -> {
			}
		}
	}

	/**
	 * What becomes of a request that the application has returned from.
	 */
	private enum Course {

		/** It is asynchronous, and somebody will take it up again. */
		GOES_ON,

		/** Its response was written. */
		COMPLETED,

		/** Its response could not be written, or not wholly. */
		FAILED;

		static Course of(Request request) {
			// After an error the processor gives the request up, asynchronous or not, and
			// for an HTTP/2 stream it does so without another call.
			if (ask(request, ActionCode.ASYNC_IS_ASYNC) && !ask(request, ActionCode.IS_ERROR)) {
				return GOES_ON;
			}
			return ask(request, ActionCode.IS_IO_ALLOWED) ? COMPLETED : FAILED;
		}

		private static boolean ask(Request request, ActionCode question) {
			AtomicBoolean answer = new AtomicBoolean();
			request.action(question, answer);
			return answer.get();
		}

	}

}
