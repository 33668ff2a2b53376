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

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Notes what the container does with a stream. Never waits for anybody: the container
 * holds locks that a thread which writes may want.
 */
final class StreamListener implements AsyncListener {

	private final OpenStream stream;

	StreamListener(OpenStream stream) {
		this.stream = stream;
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.stream.close();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		this.stream.leave();
	}

	@Override
	public void onError(AsyncEvent event) {
		this.stream.leave();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
	}

}
