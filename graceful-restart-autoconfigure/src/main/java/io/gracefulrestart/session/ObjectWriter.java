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

package io.gracefulrestart.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Writes objects by Java serialisation, each as if it had a stream of its own, and
 * nothing of them is changed by that, see {@link Decimal}. It has none, since to make one
 * takes longer than to write what is usual in a session. Thread safe; while another
 * thread writes, there is one more stream, and one of them is kept.
 */
final class ObjectWriter {

	private static final byte[] HEADER = ByteBuffer.allocate(2 * Short.BYTES)
		.putShort(ObjectStreamConstants.STREAM_MAGIC)
		.putShort(ObjectStreamConstants.STREAM_VERSION)
		.array();

	// A stream remembers how much it once had to.
	private static final int KEPT = 64 * 1024;

	// It is not to get old: each object that an old one points to costs something in
	// every garbage collection.
	private static final int USES = 1000;

	private final AtomicReference<@Nullable Stream> idle = new AtomicReference<>();

	/**
	 * Write an object.
	 * @param value the object
	 * @return what a stream of its own would have in it, and {@link Decimal} for
	 * {@link java.math.BigDecimal}
	 * @throws IOException if it cannot be written
	 */
	byte[] write(Object value) throws IOException {
		Stream kept = this.idle.getAndSet(null);
		Stream stream = (kept != null) ? kept : new Stream();
		// One that has failed has half an object in it, and is not used again.
		byte[] bytes = stream.write(value);
		if (bytes.length <= KEPT && stream.uses < USES) {
			this.idle.set(stream);
		}
		return bytes;
	}

	/**
	 * A stream that forgets what it has written. Used by one thread at a time.
	 */
	private static final class Stream {

		private int uses;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

		private final ObjectOutputStream out = new Output(this.bytes);

		Stream() throws IOException {
			forget();
		}

		byte[] write(Object value) throws IOException {
			this.uses++;
			this.bytes.writeBytes(HEADER);
			this.out.writeObject(value);
			this.out.flush();
			byte[] written = this.bytes.toByteArray();
			forget();
			return written;
		}

		// Nothing that was written is held any more, and nobody reads that it was
		// forgotten.
		private void forget() throws IOException {
			this.out.reset();
			this.out.flush();
			this.bytes.reset();
		}

	}

	/**
	 * Java serialisation, but for what that would change.
	 */
	private static final class Output extends ObjectOutputStream {

		Output(OutputStream target) throws IOException {
			super(target);
			enableReplaceObject(true);
		}

		@Override
		protected Object replaceObject(Object object) {
			return Decimal.in(object);
		}

	}

}
