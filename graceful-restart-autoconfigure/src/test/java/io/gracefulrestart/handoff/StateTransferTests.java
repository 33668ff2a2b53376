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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StateTransfer}.
 */
class StateTransferTests {

	@Test
	void emptySnapshotNeedsNoMessage() {
		assertThat(StateTransfer.split(Snapshot.EMPTY)).isEmpty();
		assertThat(new StateTransfer().snapshot().entries()).isEmpty();
	}

	@Test
	void partsFitIntoFramesAndMakeTheSameSnapshot() throws Exception {
		Map<String, byte[]> entries = new LinkedHashMap<>();
		for (int i = 0; i < 40; i++) {
			entries.put("entry" + i, new byte[100_000 + i]);
		}
		List<Message.State> parts = StateTransfer.split(new Snapshot(entries));
		assertThat(parts).hasSize(4);
		StateTransfer transfer = new StateTransfer();
		for (Message.State part : parts) {
			assertThat(MessageCodec.encode(part, 1).remaining())
				.isLessThanOrEqualTo(FrameHeader.BYTES + FrameHeader.MAXIMUM_PAYLOAD);
			transfer.add(part);
		}
		assertThat(transfer.snapshot().entries()).containsExactlyEntriesOf(entries);
	}

	@Test
	void entryThatJustFitsIsSentAlone() throws Exception {
		byte[] value = new byte[FrameHeader.MAXIMUM_PAYLOAD - 18 - 2];
		Map<String, byte[]> entries = new LinkedHashMap<>();
		entries.put("a", new byte[1]);
		entries.put("é", value);
		List<Message.State> parts = StateTransfer.split(new Snapshot(entries));
		assertThat(parts).hasSize(2);
		assertThat(MessageCodec.encode(parts.get(1), 1).remaining())
			.isEqualTo(FrameHeader.BYTES + FrameHeader.MAXIMUM_PAYLOAD);
	}

	@Test
	void moreThanTheMaximumIsRefused() throws Exception {
		StateTransfer transfer = new StateTransfer();
		Message.State part = new Message.State(new Snapshot(Map.of("a", new byte[1_000_000])));
		for (int i = 0; i < 16; i++) {
			transfer.add(part);
		}
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> transfer.add(part))
			.withMessage("More than 16777216 bytes of state came");
	}

}
