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
import java.time.Duration;

import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Possession}: what many threads meet only by chance.
 */
@Timeout(60)
class PossessionTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Peer peer = new Peer(new NoLink());

	private final Possession possession = new Possession(this.peer);

	@Test
	void whatHasComeAndGoneBeforeTheAnswerIsReadIsNotTakenBack() {
		long asked = this.possession.arrivals();
		assertThat(this.possession.come(this.peer, () -> {
		})).isTrue();
		assertThat(this.possession.give(this.peer, this.possession.stamp(), InUse.KEEP, () -> {
		})).isTrue();
		assertThat(this.possession.takeBack(this.peer, asked, () -> {
		})).isFalse();
		assertThat(this.possession.isHere()).isFalse();
	}

	@Test
	void whatHasNotComeIsTakenBack() {
		assertThat(this.possession.takeBack(this.peer, this.possession.arrivals(), () -> {
		})).isTrue();
		assertThat(this.possession.isHere()).isTrue();
	}

	@Test
	void whoComesLaterThanAClaimWaitsAlsoIfNobodyUsesIt() throws Exception {
		Possession mine = new Possession(null);
		mine.claim(1);
		Thread giving = new Thread(() -> {
			mine.awaitUnused(new Patience(LONG));
			mine.give(this.peer, mine.stamp(), InUse.KEEP, () -> {
			});
		});
		giving.start();
		assertThat(mine.use(LONG)).isSameAs(this.peer);
		giving.join();
	}

	/**
	 * Leads nowhere.
	 */
	private static final class NoLink implements StateLink {

		@Override
		public void tell(ByteBuffer message) {
		}

		@Override
		public @Nullable ByteBuffer ask(ByteBuffer question, Deadline deadline) {
			return null;
		}

		@Override
		public Neighbour neighbour() {
			return Neighbour.SUCCESSOR;
		}

	}

}
