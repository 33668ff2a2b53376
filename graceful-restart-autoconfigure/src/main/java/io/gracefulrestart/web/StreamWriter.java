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
import java.io.PrintWriter;
import java.io.Writer;

/**
 * The characters of a response that is a stream, or may still turn out to be one. It
 * stands behind a {@link PrintWriter}, which keeps what it throws for itself and tells it
 * when asked.
 */
final class StreamWriter extends Writer {

	private final PrintWriter delegate;

	private final Exchange exchange;

	StreamWriter(PrintWriter delegate, Exchange exchange) {
		this.delegate = delegate;
		this.exchange = exchange;
	}

	@Override
	public void write(int unit) throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.write(unit);
			return;
		}
		stream.enter();
		try {
			this.delegate.write(unit);
			stream.boundary().wrote(unit);
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void write(char[] characters, int offset, int length) throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.write(characters, offset, length);
			return;
		}
		stream.enter();
		try {
			this.delegate.write(characters, offset, length);
			stream.boundary().wrote((index) -> characters[index], offset, length);
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void write(String text, int offset, int length) throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.write(text, offset, length);
			return;
		}
		stream.enter();
		try {
			this.delegate.write(text, offset, length);
			stream.boundary().wrote(text::charAt, offset, length);
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void flush() throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			check(this.delegate.checkError());
			return;
		}
		stream.enter();
		try {
			check(this.delegate.checkError()); // which flushes
			stream.boundary().flushed();
		}
		finally {
			stream.exit();
		}
	}

	private static void check(boolean failed) throws IOException {
		if (failed) {
			throw new IOException("Response could not be written");
		}
	}

	@Override
	public void close() throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.close();
		}
		else if (stream.tryEnter()) { // else it is closed
			try {
				this.delegate.close();
			}
			finally {
				stream.exit();
			}
		}
	}

}
