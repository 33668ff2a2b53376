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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 14: whoever comes to the control socket of a process that serves, says nothing, or
 * what nobody understands.
 */
@Timeout(180)
class StrayPeersIntegrationTests {

	// Beginning of a frame in version 1: its type and length follow.
	private static final String FRAME = "475253540001";

	private static final String HELLO = FRAME + "0001";

	private static final long MEBIBYTE = 1024;

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whatNobodyUnderstandsIsRefusedWithAReasonAndTakesNoMemory() throws Exception {
		Unchanged unchanged = rig.unchanged();
		long memory = peakKibibytes();
		Map<String, String> said = Map.of(hex("GET / HTTP/1.1\r\n\r\n"), "begins with 47525354, but 47455420 came",
				hex("{".repeat(60_000)), "begins with 47525354, but 7b7b7b7b came", //
				FRAME + "006300000000", "Unknown message: type 99 in version 1", //
				FRAME + "000400000000", "READY came instead of HELLO", //
				HELLO + "00010001", "A message (type 1) of 65537 bytes is too large", //
				HELLO + "7fffffff", "A message (type 1) of 2147483647 bytes is too large", //
				HELLO + "ffffffff", "A message (type 1) of 4294967295 bytes is too large", //
				HELLO + "00000004ffffffff", "HELLO ends within a field");
		for (Map.Entry<String, String> frame : said.entrySet()) {
			try (StrayPeer peer = new StrayPeer(rig.controlSocket())) {
				assertThat(peer.sayBytes(frame.getKey()).awaitEnd()).contains(frame.getValue());
			}
		}
		assertThat(peakKibibytes() - memory).isLessThan(1024 * MEBIBYTE);
		unchanged.verifyUntouched(said.values().toArray(String[]::new));
	}

	@Test
	void whoeverLeavesInTheMiddleIsNotEvenMentionedAndItsDescriptorsAreClosed() throws Exception {
		Unchanged unchanged = rig.unchanged();
		new StrayPeer(rig.controlSocket()).close();
		for (String beginning : List.of("47", FRAME, HELLO + "00001000" + "00".repeat(100))) {
			new StrayPeer(rig.controlSocket()).sayBytes(beginning).close();
		}
		try (ControlConnection passing = ControlConnection.connect(rig.controlSocket(), Rig.LONG);
				Descriptor passed = ListeningSockets.bind(new InetSocketAddress(Rig.HOST, 0), BindOptions.EXCLUSIVE)) {
			passing.send(ByteBuffer.wrap("GRST".getBytes(StandardCharsets.US_ASCII)), List.of(passed, passed),
					Rig.LONG);
		}
		unchanged.verifyUntouched();
	}

	@Test
	void whoeverSaysNothingOrTooSlowlyIsClosedAtADeadline() throws Exception {
		Unchanged unchanged = rig.unchanged();
		try (StrayPeer silent = new StrayPeer(rig.controlSocket());
				StrayPeer slow = new StrayPeer(rig.controlSocket()).sayBytes(HELLO + "00001000")) {
			CompletableFuture<String> refusal = CompletableFuture.supplyAsync(() -> awaitEnd(silent));
			assertThat(slow.trickle(Duration.ofSeconds(1))).contains("no HELLO in time");
			assertThat(refusal).succeedsWithin(Rig.LONG).asString().contains("no HELLO in time");
		}
		unchanged.verifyUntouched("did not say HELLO within 5000 ms", "did not say HELLO within 5000 ms");
	}

	@Test
	void whoeverSpeaksNoVersionInCommonIsToldBoth() throws Exception {
		Unchanged unchanged = rig.unchanged();
		String both = "predecessor speaks version 1 to 3 of the protocol, successor 7 to 9";
		try (StrayPeer peer = new StrayPeer(rig.controlSocket())) {
			assertThat(peer.sayBytes(hello(7, 9)).awaitEnd()).contains(both);
		}
		unchanged.verify("REFUSED", both);
	}

	@Test
	void whoeverSpeaksAnOlderVersionIsAnsweredInIt() throws Exception {
		Unchanged unchanged = rig.unchanged();
		try (StrayPeer peer = new StrayPeer(rig.controlSocket())) {
			// In version 1, as the magic number's neighbour says.
			assertThat(peer.sayBytes(hello(1, 1)).awaitBytes(8)).startsWith(FRAME + "0003");
		}
		unchanged.verify("FAILED", "ended without a word before READY");
	}

	private static String hello(int lowest, int highest) {
		String fields = number(1, lowest) + number(2, highest) + field(3, hex("sample-app")) + number(4, 1)
				+ number(6, 100);
		return HELLO + "%08x".formatted(fields.length() / 2) + fields;
	}

	private static String number(int tag, long value) {
		return field(tag, "%016x".formatted(value));
	}

	private static String field(int tag, String hex) {
		return "%04x%08x".formatted(tag, hex.length() / 2) + hex;
	}

	private static String awaitEnd(StrayPeer peer) {
		try {
			return peer.awaitEnd();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void manyThatSayNothingKeepNoSuccessorOutAndCostFewThreads() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		Holdings before = Holdings.least(predecessor, 5);
		List<StrayPeer> silent = new ArrayList<>();
		try {
			for (int i = 0; i < 100; i++) {
				silent.add(new StrayPeer(rig.controlSocket()));
			}
			// Eight may wait at a time, and each has a thread.
			await().atMost(Rig.LONG).until(() -> Sockets.connectionsTo(rig.controlSocket()) <= 8);
			await().atMost(Rig.LONG).until(() -> threads(Holdings.of(predecessor)) <= threads(before) + 8);
			rig.handOver();
		}
		finally {
			for (StrayPeer peer : silent) {
				peer.close();
			}
		}
		rig.load().assertFlawless();
	}

	@ParameterizedTest
	@EnumSource(names = { "WELCOME", "READY", "COMMIT", "SERVING" })
	void whatNobodyUnderstandsInTheMiddleOfAHandoffEndsIt(Frame frame) {
		Unchanged unchanged = rig.unchanged();
		Relay relay = rig.relay(frame);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		relay.replace("nonsense instead of a frame");
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		unchanged.verify("FAILED", "begins with 47525354, but 6e6f6e73 came");
	}

	private static int threads(Holdings holdings) {
		return holdings.counts().getOrDefault("thread graceful-restar", 0);
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
	}

	// Address space, so that what was allocated and never touched counts too.
	private static long peakKibibytes() throws IOException {
		Path status = Path.of("/proc", Long.toString(rig.serving().pid()), "status");
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmPeak:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow();
	}

}
