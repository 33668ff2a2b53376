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

package io.gracefulrestart.handoff;

import java.nio.ByteBuffer;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FrameHeader}.
 */
class FrameHeaderTests {

	// The example in the Javadoc.
	private static final String READY = "475253540001000400000000";

	@Test
	void writesTheDocumentedBytes() {
		ByteBuffer buffer = ByteBuffer.allocate(FrameHeader.BYTES);
		new FrameHeader(1, MessageType.READY.number(), 0).writeTo(buffer);
		assertThat(HexFormat.of().formatHex(buffer.array())).isEqualTo(READY);
	}

	@Test
	void readsTheDocumentedBytes() throws Exception {
		assertThat(read(READY)).isEqualTo(new FrameHeader(1, MessageType.READY.number(), 0));
	}

	@Test
	void readsVersionAndTypeAsUnsigned() throws Exception {
		assertThat(read("47525354ffffffff00000001")).isEqualTo(new FrameHeader(0xFFFF, 0xFFFF, 1));
	}

	@Test
	void refusesAnotherMagicAndShowsIt() {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read("474554202f20485454502f31"))
			.withMessage("Expected a frame that begins with 47525354, but 47455420 came");
	}

	@Test
	void takesTheLargestPayloadAndNotOneByteMore() throws Exception {
		assertThat(read("475253540001000500100000").length()).isEqualTo(1 << 20);
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read("475253540001000500100001"))
			.withMessage("A message (type 5) of 1048577 bytes is too large, at most 1048576 are allowed");
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read("4752535400010005ffffffff"))
			.withMessageContaining("4294967295 bytes");
	}

	private FrameHeader read(String hex) throws ProtocolException {
		return FrameHeader.readFrom(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), FrameHeader.MAXIMUM_PAYLOAD);
	}

}
