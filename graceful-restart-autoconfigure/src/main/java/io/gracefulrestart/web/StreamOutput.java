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
import java.nio.ByteBuffer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * The bytes of a response that is a stream, or may still turn out to be one.
 */
final class StreamOutput extends ServletOutputStream {

	private final ServletOutputStream delegate;

	private final Exchange exchange;

	StreamOutput(ServletOutputStream delegate, Exchange exchange) {
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
			stream.boundary().wrote(unit & 0xff);
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		write(bytes, 0, bytes.length);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.write(bytes, offset, length);
			return;
		}
		stream.enter();
		try {
			this.delegate.write(bytes, offset, length);
			stream.boundary().wrote((index) -> bytes[index], offset, length);
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.write(buffer);
			return;
		}
		ByteBuffer written = buffer.duplicate();
		stream.enter();
		try {
			this.delegate.write(buffer);
			stream.boundary().wrote(written::get, written.position(), written.remaining());
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void flush() throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			this.delegate.flush();
			return;
		}
		stream.enter();
		try {
			this.delegate.flush();
			stream.boundary().flushed();
		}
		finally {
			stream.exit();
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

	@Override
	public boolean isReady() {
		OpenStream stream = this.exchange.known();
		return (stream == null || !stream.isEnded()) && this.delegate.isReady();
	}

	@Override
	public void setWriteListener(WriteListener listener) {
		// The container calls the application when there is room, and takes an exception
		// from that for a reason to cut the connection: such a stream is not ended.
		this.exchange.beOrdinary();
		this.delegate.setWriteListener(listener);
	}

}
