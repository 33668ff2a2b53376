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

package io.gracefulrestart.test.process;

import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketTable} with rows as a little-endian machine shows them.
 */
@EnabledIf("isLittleEndian")
class SocketTableTests {

	@Test
	void listeningSocketsAreReadAndOthersAreNot() {
		List<ListeningSocket> sockets = SocketTable.listening(List.of(
				"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
				"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
				"   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1"));
		assertThat(sockets).hasSize(1);
		assertThat(sockets.get(0).inode()).isEqualTo(4711);
		assertThat(sockets.get(0).address().getHostString()).isEqualTo("127.0.0.1");
		assertThat(sockets.get(0).address().getPort()).isEqualTo(8080);
	}

	@Test
	void addressOfVersionSixIsRead() {
		List<ListeningSocket> sockets = SocketTable.listening(List.of("heading",
				"   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 9 1"));
		assertThat(sockets.get(0).address().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
		assertThat(sockets.get(0).address().getPort()).isEqualTo(80);
	}

	static boolean isLittleEndian() {
		return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
	}

}
