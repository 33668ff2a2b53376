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

package io.gracefulrestart.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link AmountWriter} writes.
 */
final class AmountReader {

	private final ByteBuffer in;

	private final List<String> texts = new ArrayList<>();

	private AmountReader(ByteBuffer in) {
		this.in = in;
	}

	/**
	 * Read a piece.
	 * @param piece the piece, which is read to its end
	 * @return the amounts
	 * @throws IllegalArgumentException if it is none
	 */
	static Map<Series, Amount> read(ByteBuffer piece) {
		AmountReader reader = new AmountReader(piece);
		Map<Series, Amount> amounts = new HashMap<>();
		try {
			while (piece.hasRemaining()) {
				reader.read(amounts);
			}
		}
		catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException ex) {
			throw new IllegalArgumentException("What the other process has counted is not understood", ex);
		}
		return amounts;
	}

	private void read(Map<Series, Amount> amounts) {
		Amount.Kind kind = Amount.Kind.of(this.in.get());
		int idle = this.in.get();
		String name = text();
		String[] labels = new String[this.in.getShort()];
		for (int i = 0; i < labels.length; i++) {
			labels[i] = text();
		}
		long since = this.in.getLong();
		long count = this.in.getLong();
		double sum = this.in.getDouble();
		int size = (kind == Amount.Kind.HISTOGRAM) ? this.in.getShort() : 0;
		double[] bounds = new double[size];
		long[] buckets = new long[size];
		for (int i = 0; i < size; i++) {
			bounds[i] = this.in.getDouble();
			buckets[i] = this.in.getLong();
		}
		amounts.put(new Series(name, List.of(labels)), new Amount(kind, count, sum, bounds, buckets, since, idle));
	}

	private String text() {
		int number = this.in.getInt();
		if (number >= 0) {
			return this.texts.get(number);
		}
		if (-1 - number > this.in.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] bytes = new byte[-1 - number];
		this.in.get(bytes);
		String text = new String(bytes, StandardCharsets.UTF_8);
		this.texts.add(text);
		return text;
	}

}
