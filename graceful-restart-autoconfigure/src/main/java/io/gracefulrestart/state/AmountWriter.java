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

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes amounts, in pieces that each can be read by itself.
 *
 * <table>
 * <caption>Each amount</caption>
 * <tr>
 * <td>1 byte</td>
 * <td>1 counter, 2 summary, 3 histogram</td>
 * </tr>
 * <tr>
 * <td>1 byte</td>
 * <td>how many generations have only passed it on</td>
 * </tr>
 * <tr>
 * <td>text</td>
 * <td>name</td>
 * </tr>
 * <tr>
 * <td>2 bytes, as many texts</td>
 * <td>labels</td>
 * </tr>
 * <tr>
 * <td>3 times 8 bytes</td>
 * <td>since, count, sum</td>
 * </tr>
 * <tr>
 * <td>only a histogram: 2 bytes, as many times 16 bytes</td>
 * <td>bound and number of each bucket</td>
 * </tr>
 * </table>
 * A text is a number of 4 bytes: the position of one that has been written before, or its
 * length as a negative number, not counting one, and its bytes in UTF-8.
 */
final class AmountWriter {

	private static final int PIECE = 4 << 20;

	private final List<ByteBuffer> pieces = new ArrayList<>();

	private final Map<String, Integer> texts = new HashMap<>();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final DataOutputStream out = new DataOutputStream(this.bytes);

	private AmountWriter() {
	}

	/**
	 * Write amounts.
	 * @param amounts the amounts
	 * @return the pieces, at least one
	 */
	static List<ByteBuffer> write(Map<Series, Amount> amounts) {
		AmountWriter writer = new AmountWriter();
		try {
			for (Map.Entry<Series, Amount> entry : amounts.entrySet()) {
				writer.write(entry.getKey(), entry.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		writer.cut();
		return writer.pieces;
	}

	private void write(Series series, Amount amount) throws IOException {
		this.out.writeByte(amount.kind().number());
		this.out.writeByte(amount.idle());
		text(series.name());
		this.out.writeShort(series.labels().size());
		for (String label : series.labels()) {
			text(label);
		}
		this.out.writeLong(amount.since());
		this.out.writeLong(amount.count());
		this.out.writeDouble(amount.sum());
		if (amount.kind() == Amount.Kind.HISTOGRAM) {
			this.out.writeShort(amount.bounds().length);
			for (int i = 0; i < amount.bounds().length; i++) {
				this.out.writeDouble(amount.bounds()[i]);
				this.out.writeLong(amount.buckets()[i]);
			}
		}
		if (this.bytes.size() > PIECE) {
			cut();
		}
	}

	private void text(String text) throws IOException {
		Integer known = this.texts.putIfAbsent(text, this.texts.size());
		if (known != null) {
			this.out.writeInt(known);
			return;
		}
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		this.out.writeInt(-1 - encoded.length);
		this.out.write(encoded);
	}

	private void cut() {
		if (this.bytes.size() > 0 || this.pieces.isEmpty()) {
			this.pieces.add(ByteBuffer.wrap(this.bytes.toByteArray()));
		}
		this.bytes.reset();
		this.texts.clear();
	}

}
