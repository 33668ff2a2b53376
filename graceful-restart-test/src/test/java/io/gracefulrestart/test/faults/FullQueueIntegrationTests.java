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

import java.util.EnumSet;
import java.util.Set;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 22: the kernel's queue of connections is full when a process stops accepting.
 */
@Timeout(180)
class FullQueueIntegrationTests {

	// What the JVM ends with after SIGTERM, however graceful.
	private static final int TERMINATED = 143;

	private static final int MORE = 10;

	// Whose SYN was dropped tries again 1, 3 and 7 s after the first time.
	private static final String DELAY = "15s";

	@RegisterExtension
	static final Rig rig = new Rig(FullQueue.argument());

	// Each waits some seconds for the other one, and the queue may fill more slowly: both
	// are frozen until then, the predecessor until SERVING is there when it wakes.
	@Test
	void whenNobodyAcceptsThenSuccessorAnswersAll() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(predecessor);
		Freeze.freeze(successor);
		try (FullQueue queue = new FullQueue(rig, MORE)) {
			relay.pass();
			Freeze.thaw(successor);
			assertThat(queue.assertAnswered()).containsExactly(successor.pid());
		}
		successor.awaitLine("Generation \\d+ serving", Rig.LONG);
		Freeze.thaw(predecessor);
		rig.succeed(predecessor, successor);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenPredecessorIsBehindThenBothTogetherAnswerAll() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		Relay relay = rig.relay(Frame.READY);
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(relay.argument(), hold.argument());
		successor.awaitReady(Rig.LONG);
		Freeze.freeze(predecessor);
		try (FullQueue queue = new FullQueue(rig, MORE)) {
			// Only now: the successor waits no longer than 10 s for COMMIT.
			hold.release();
			relay.awaitHeld();
			relay.pass();
			Freeze.thaw(predecessor);
			assertThat(queue.assertAnswered()).isSubsetOf(predecessor.pid(), successor.pid());
		}
		rig.succeed(predecessor, successor);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	// Its connections take all the places, so that it cannot accept before one of them
	// has come to its end.
	@Test
	void whenToldToEndAloneWithNoPlaceLeftThenProcessAnswersAll() throws Exception {
		rig.load().assertFlawless();
		Set<Shape> busy = EnumSet.range(Shape.HALF_SENT_REQUEST_LINE, Shape.EXPECT_CONTINUE);
		ApplicationProcess process = rig.handOver("--server.tomcat.max-connections=" + (busy.size() + 1));
		try (HeldConnections connections = new HeldConnections(rig, busy); FullQueue queue = new FullQueue(rig, 0)) {
			process.signal(ProcessSignal.TERM);
			connections.awaitLameDuck();
			assertThat(queue.assertAnswered()).containsExactly(process.pid());
			connections.assertFinished();
		}
		assertThat(process.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
	}

	@Test
	void whenToldToEndAloneWithADelayThenReadinessSaysNoAtOnceAndAllAreAnswered() throws Exception {
		ApplicationProcess process = rig.handOver("--graceful-restart.drain.delay=" + DELAY);
		rig.load().assertFlawless();
		try (HttpConnection balancer = HttpConnection.open(Rig.HOST, rig.port(), Rig.LONG)) {
			assertThat(readiness(balancer).status()).isEqualTo(200);
			Freeze.freeze(process);
			try (FullQueue queue = new FullQueue(rig, MORE)) {
				process.signal(ProcessSignal.TERM);
				Freeze.thaw(process);
				HttpReply refusing = await().atMost(Rig.LONG)
					.until(() -> readiness(balancer), (reply) -> reply.status() == 503);
				assertThat(refusing.text()).contains("OUT_OF_SERVICE");
				assertThat(queue.assertAnswered()).containsExactly(process.pid());
			}
			assertThat(HttpConnection.get(Rig.HOST, rig.port(), "/whoami", Rig.LONG).answerer().pid())
				.isEqualTo(process.pid());
		}
		assertThat(process.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
	}

	private static HttpReply readiness(HttpConnection balancer) throws Exception {
		return balancer.get("/actuator/health/readiness", Rig.LONG);
	}

}
