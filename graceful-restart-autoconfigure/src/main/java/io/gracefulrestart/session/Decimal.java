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

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A {@link BigDecimal} on its way. Its own way of writing itself leaves it with an object
 * more than before: the prices in all carts together grow the heap of a process that
 * still serves, and each garbage collection there has to look at all of them.
 */
public final class Decimal implements Externalizable {

	private static final long serialVersionUID = 1L;

	// Larger ones may write themselves.
	private static final int MAXIMUM_BYTES = 64 * 1024;

	private BigDecimal value = BigDecimal.ZERO;

	/** Create one that is read. */
	public Decimal() {
	}

	private Decimal(BigDecimal value) {
		this.value = value;
	}

	/**
	 * Return what to write.
	 * @param object any object
	 * @return the object, or what becomes it when it is read
	 */
	static Object in(Object object) {
		// Others may be more than a number.
		return (object.getClass() == BigDecimal.class && isUsual((BigDecimal) object))
				? new Decimal((BigDecimal) object) : object;
	}

	private static boolean isUsual(BigDecimal value) {
		return value.unscaledValue().bitLength() / Byte.SIZE < MAXIMUM_BYTES;
	}

	@Override
	public void writeExternal(ObjectOutput out) throws IOException {
		byte[] unscaled = this.value.unscaledValue().toByteArray();
		out.writeInt(this.value.scale());
		out.writeInt(unscaled.length);
		out.write(unscaled);
	}

	@Override
	public void readExternal(ObjectInput in) throws IOException {
		int scale = in.readInt();
		int length = in.readInt();
		if (length <= 0 || length > MAXIMUM_BYTES) {
			throw new InvalidObjectException("Number of " + length + " bytes");
		}
		byte[] unscaled = new byte[length];
		in.readFully(unscaled);
		this.value = new BigDecimal(new BigInteger(unscaled), scale);
	}

	private Object readResolve() {
		return this.value;
	}

}
