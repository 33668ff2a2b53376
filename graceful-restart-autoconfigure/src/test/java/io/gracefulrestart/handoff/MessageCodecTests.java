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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.SocketFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageCodec} and the messages.
 */
class MessageCodecTests {

	static Stream<Message> messages() {
		return Stream.of(hello(), new Hello(new VersionRange(1, 7), "", 1, "s3cret", 0, List.of()),
				new Refused(RefusalReason.BUSY, "busy with successor (pid 4711)", 4711L),
				new Refused(RefusalReason.DRAINING, "draining"), welcome(), new Message.Ready(), new Message.Commit(),
				new Serving(Map.of(), Set.of()), new Serving(Map.of("http", 8192, "management", 0), Set.of("http")),
				new Connections(1, "http", List.of()),
				new Connections(2, "http",
						List.of(new ConnectionState(0, Duration.ZERO),
								new ConnectionState(99, Duration.ofMillis(1234)))),
				new Held(2, List.of(), null), new Held(3, List.of(0, 7, 252), "no room"), new Message.Release(2),
				new Message.Withdrawn(3), new Message.Adopted(2, 253),
				new Progress(3, 17, Instant.ofEpochSecond(1_700_000_000, 1), null),
				new Progress(0, 0, Instant.EPOCH, Instant.EPOCH), new Progress(9, 17, Instant.EPOCH, null, 4, 5, 6),
				new Message.Quiesced(), drained(),
				new Message.Drained(new DrainCounts(1234, 2, 0), handoff(HandoffOutcome.SUCCEEDED)),
				new Message.Released(), new Message.Settled(), new Message.Bye(null), new Message.Bye("startup failed"),
				new Message.Rollback("sick"), new Message.NotReady("readiness health group: db DOWN"));
	}

	private static Message drained() {
		DrainCounts counts = new DrainCounts(7, 1, 2,
				Map.of("WEB_SOCKET", Map.of("CLOSED", 9L, "CUT", 1L), "REQUEST", Map.of("COMPLETED", 7L)),
				List.of("WebSocket session from 10.0.0.7 on http, 9 ms old"));
		return new Message.Drained(counts, handoff(HandoffOutcome.SUCCEEDED).withDrain(counts));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void readsWhatWasWritten(Message message) throws Exception {
		ByteBuffer frame = MessageCodec.encode(message, 2);
		FrameHeader header = FrameHeader.readFrom(frame, FrameHeader.MAXIMUM_PAYLOAD);
		assertThat(header.length()).isEqualTo(frame.remaining());
		assertThat(header.version()).isEqualTo(2);
		assertThat(MessageCodec.decode(header, frame)).usingRecursiveComparison().isEqualTo(message);
	}

	@Test
	void everyMessageIsAmongThese() {
		Set<Class<?>> tested = messages().map(Object::getClass).collect(Collectors.toSet());
		assertThat(tested).containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
	}

	@Test
	void numbersOfTypesAreFixed() {
		assertThat(Arrays.stream(MessageType.values()).map((type) -> type + "=" + type.number())).containsExactly(
				"HELLO=1", "REFUSED=2", "WELCOME=3", "READY=4", "COMMIT=6", "SERVING=7", "PROGRESS=8", "QUIESCED=9",
				"DRAINED=10", "RELEASED=11", "BYE=12", "ROLLBACK=13", "SETTLED=14", "NOT_READY=15", "CONNECTIONS=32",
				"HELD=33", "RELEASE=34", "ADOPTED=35", "WITHDRAWN=36");
	}

	@Test
	void unknownTypesAreRefusedByNumber() {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> MessageCodec.decode(new FrameHeader(1, 999, 0), ByteBuffer.allocate(0)))
			.withMessage("Unknown message: type 999 in version 1");
	}

	@Test
	void olderVersionHasFewerMessages() throws Exception {
		Message message = new Message.NotReady("starting");
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> MessageCodec.encode(message, 1))
			.withMessage("Version 1 has no NOT_READY");
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> MessageCodec.decode(new FrameHeader(1, 15, 0), ByteBuffer.allocate(0)))
			.withMessage("Unknown message: type NOT_READY in version 1");
	}

	@Test
	void whatKeepsASuccessorIsCutToAReadableLength() {
		assertThat(new Message.NotReady("x".repeat(100_000)).obstacle()).hasSize(1000);
	}

	@Test
	void unknownRefusalReasonsKeepTheirText() throws Exception {
		byte[] fields = new FieldWriter().text(new Field(1, "reason"), "FULL_MOON")
			.text(new Field(2, "text"), "not tonight")
			.toByteArray();
		assertThat(MessageCodec.decode(new FrameHeader(9, MessageType.REFUSED.number(), fields.length),
				ByteBuffer.wrap(fields)))
			.isEqualTo(new Refused(RefusalReason.UNKNOWN, "not tonight"));
	}

	@Test
	void phasesKeepTheirOrder() throws Exception {
		ByteBuffer frame = MessageCodec.encode(welcome(), 1);
		Welcome welcome = (Welcome) MessageCodec.decode(FrameHeader.readFrom(frame, 1 << 20), frame);
		assertThat(welcome.history().get(0).phases().keySet()).containsExactly("spawn", "start", "checks", "state",
				"listeners", "cutover", "connections", "drain");
	}

	@Test
	void whatIsLargerThanAFrameIsNotSent() {
		Message bye = new Message.Bye("a".repeat(1 << 20));
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> MessageCodec.encode(bye, 1))
			.withMessageMatching("BYE of 1048582 bytes is too large to be sent, at most 1048576 are allowed");
	}

	@Test
	void tokenIsNotShown() {
		assertThat(new Hello(VersionRange.SUPPORTED, "demo", 1, "s3cret", 0, List.of()).toString())
			.doesNotContain("s3cret")
			.contains("demo");
	}

	@Test
	void garbageIsNeverMoreThanAProtocolException() throws Exception {
		Random random = new Random(42);
		List<Message> messages = messages().toList();
		for (int i = 0; i < 20_000; i++) {
			byte[] frame = MessageCodec.encode(messages.get(i % messages.size()), 2).array().clone();
			for (int flips = random.nextInt(4); flips >= 0 && frame.length > FrameHeader.BYTES; flips--) {
				int at = FrameHeader.BYTES + random.nextInt(frame.length - FrameHeader.BYTES);
				frame[at] = (byte) random.nextInt();
			}
			int length = FrameHeader.BYTES + random.nextInt(frame.length - FrameHeader.BYTES + 1);
			decodeOrRefuse(Arrays.copyOf(frame, length));
		}
	}

	private void decodeOrRefuse(byte[] frame) {
		ByteBuffer buffer = ByteBuffer.wrap(frame);
		try {
			FrameHeader header = FrameHeader.readFrom(buffer, FrameHeader.MAXIMUM_PAYLOAD);
			assertThat(MessageCodec.decode(header, buffer)).isNotNull();
		}
		catch (ProtocolException ex) {
			assertThat(ex).as(() -> HexFormat.of().formatHex(frame)).hasMessageNotContaining("null");
		}
	}

	static Hello hello() {
		return new Hello(VersionRange.SUPPORTED, "demo", 4712, null, 1000, List.of("http", "management"));
	}

	static Welcome welcome() {
		return new Welcome(4, 4711, Instant.ofEpochSecond(1_700_000_000, 999_999_999), Instant.EPOCH,
				List.of(new AnnouncedListener("http", SocketFamily.INET6, "[::]:8080", "0.0.0.0:80", false),
						new AnnouncedListener("raw", SocketFamily.UNIX, "/run/raw.sock", "/run/other.sock", true)),
				5, true, List.of(handoff(HandoffOutcome.SUCCEEDED), handoff(HandoffOutcome.FAILED)),
				Map.of("http", 10_000, "raw", 0), 4026531836L);
	}

	static HandoffRecord handoff(HandoffOutcome outcome) {
		Map<String, Duration> phases = new LinkedHashMap<>();
		for (HandoffPhase phase : HandoffPhase.values()) {
			phases.put(phase.id(), Duration.ofNanos(1000L + phases.size()));
		}
		return new HandoffRecord(outcome, (outcome != HandoffOutcome.SUCCEEDED) ? "successor (pid 7) ended" : null, 7,
				3, 8, 4, Instant.ofEpochSecond(1_700_000_100), phases, 9,
				Map.of("http", Map.of("moved", 12L, "closed", 3L)));
	}

}
