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

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Received;
import io.gracefulrestart.state.StateExchange;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures a hundred thousand sessions of two kilobytes, both processes in one, beside
 * the same bytes through a bare socket pair. Only on demand, since a busy machine says
 * nothing.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "graceful-restart.test.sessions", matches = "\\d+")
class SessionSnapshotTests {

	private static final int SESSIONS = Integer.getInteger("graceful-restart.test.sessions", 0);

	private static final int SIZE = 2048;

	private static final Log logger = LogFactory.getLog(SessionSnapshotTests.class);

	@TempDir
	Path directory;

	@Test
	void snapshotAndGive() throws Exception {
		for (int run = 0; run < 3; run++) {
			double bare = bare();
			try (Side one = new Side(this.directory, null); Side two = new Side(this.directory, null)) {
				String text = "x".repeat(SIZE);
				for (int i = 0; i < SESSIONS; i++) {
					one.create((session) -> session.setAttribute("data", text));
				}
				StateExchange[] ends = Side.connect(one, two);
				long begun = System.nanoTime();
				ends[0].snapshot();
				double snapshot = seconds(begun);
				begun = System.nanoTime();
				ends[0].give();
				double give = seconds(begun);
				assertThat(two.sessions().getActiveSessions()).isEqualTo(SESSIONS);
				logger.info(
						String
							.format(Locale.ROOT,
									"%d sessions of %d bytes: snapshot %.2f s, bare socket pair %.2f s, ratio %.1f;"
											+ " given in %.2f s",
									SESSIONS, SIZE, snapshot, bare, snapshot / bare, give));
				ends[0].close();
				ends[1].close();
			}
		}
	}

	private static double bare() throws Exception {
		try (ControlConnection.Pair pair = ControlConnection.pair()) {
			long all = (long) SESSIONS * SIZE;
			Thread reader = new Thread(() -> {
				try {
					long read = 0;
					while (read < all) {
						Received received = pair.second().receive(64 * 1024, Duration.ofSeconds(60));
						read += (received != null) ? received.bytes().remaining() : all;
					}
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			long begun = System.nanoTime();
			reader.start();
			for (long written = 0; written < all; written += 64 * 1024) {
				pair.first()
					.send(ByteBuffer.allocate((int) Math.min(64 * 1024, all - written)), List.of(),
							Duration.ofSeconds(60));
			}
			reader.join();
			return seconds(begun);
		}
	}

	private static double seconds(long begun) {
		return (System.nanoTime() - begun) / 1e9;
	}

}
