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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A channel that counts what is read from it, after decryption. Only so can be told
 * whether more was received than the current request: Tomcat's input filters take what
 * follows a body together with it, and give it back when the request has ended.
 */
interface ByteCount {

	/**
	 * Return the number of bytes read, over all connections of this channel: Tomcat uses
	 * channels again.
	 * @return the count; only differences mean something
	 */
	long received();

	/**
	 * Counts in clear text.
	 */
	final class Plain extends NioChannel implements ByteCount {

		private final AtomicLong received = new AtomicLong();

		Plain(SocketBufferHandler buffers) {
			super(buffers);
		}

		@Override
		public int read(ByteBuffer to) throws IOException {
			int count = super.read(to);
			this.received.addAndGet(Math.max(0, count));
			return count;
		}

		@Override
		public long received() {
			return this.received.get();
		}

	}

	/**
	 * Counts what TLS has decrypted.
	 */
	final class Secure extends SecureNioChannel implements ByteCount {

		private final AtomicLong received = new AtomicLong();

		Secure(SocketBufferHandler buffers, NioEndpoint endpoint) {
			super(buffers, endpoint);
		}

		@Override
		public int read(ByteBuffer to) throws IOException {
			int count = super.read(to);
			this.received.addAndGet(Math.max(0, count));
			return count;
		}

		/**
		 * Return whether a handshake has begun and is not over.
		 * @return {@code false} for a client that has sent nothing
		 */
		boolean isInHandshake() {
			return !this.handshakeComplete && (this.sniComplete || this.netInBuffer.position() > 0);
		}

		@Override
		public long received() {
			return this.received.get();
		}

	}

}
