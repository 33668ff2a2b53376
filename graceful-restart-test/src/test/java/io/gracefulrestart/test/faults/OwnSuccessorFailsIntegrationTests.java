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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.RestartReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows 1 and 2, of a successor that the serving process has started: whatever becomes of
 * it, it is ended, whoever has asked is told why, and nothing has changed.
 */
@Timeout(180)
class OwnSuccessorFailsIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.handoff.ready-timeout=12s");

	@Test
	void whenItExitsBeforeItAsksForTheListenersThenNothingHasChanged() throws Exception {
		Unchanged unchanged = rig.unchanged();
		rig.configureStarts("spring.main.banner-mode=nonsense");
		RestartReply reply = RestartReply.restart(rig.port());
		assertFailed(reply, "exited with status 1 before it asked for the listeners");
		assertThat(String.join("\n", reply.output())).contains("APPLICATION FAILED TO START", "nonsense");
		assertThat(reply.output()).hasSizeLessThanOrEqualTo(100);
		rig.configureStarts();
		unchanged.verifyRestart("exited with status 1 before it asked for the listeners");
	}

	@Test
	void whenItExitsBeforeItIsReadyThenNothingHasChanged() throws Exception {
		Unchanged unchanged = rig.unchanged();
		rig.configureStarts("sample.exit-before-ready=3");
		RestartReply reply = RestartReply.restart(rig.port());
		assertFailed(reply, "ended before READY");
		assertThat(reply.reason()).contains("exited with status 3");
		assertThat(String.join("\n", reply.output())).contains("Started SampleApplication");
		assertThat(reply.phases()).startsWith("spawn");
		rig.configureStarts();
		unchanged.verifyRestart("exited with status 3");
	}

	@Test
	void whenItIsKilledThenNothingHasChanged() throws Exception {
		Unchanged unchanged = rig.unchanged();
		Hold hold = rig.hold();
		rig.configureStarts(hold.argument().substring(2));
		CompletableFuture<RestartReply> answer = RestartReply.later(rig.port(), "", "{}");
		startedSuccessor().signal(ProcessSignal.KILL);
		RestartReply reply = get(answer);
		assertFailed(reply, "ended without a word before READY");
		assertThat(reply.reason()).contains("was killed by signal 9 (SIGKILL)");
		rig.configureStarts();
		unchanged.verifyRestart("was killed by signal 9 (SIGKILL)");
	}

	@Test
	void whenItHangsThenItIsEndedAfterReadyTimeout() throws Exception {
		Unchanged unchanged = rig.unchanged();
		rig.configureStarts(rig.hold().argument().substring(2), "graceful-restart.handoff.ready-timeout=5m");
		RestartReply reply = RestartReply.restart(rig.port());
		assertFailed(reply, "did not say READY within");
		assertThat(reply.successor().isAlive()).isFalse();
		rig.configureStarts();
		unchanged.verifyRestart("did not say READY within");
	}

	@Test
	void whenItIsFrozenThenItIsEndedAfterReadyTimeout() throws Exception {
		Unchanged unchanged = rig.unchanged();
		rig.configureStarts(rig.hold().argument().substring(2));
		CompletableFuture<RestartReply> answer = RestartReply.later(rig.port(), "", "{}");
		ObservedProcess successor = startedSuccessor();
		Freeze.freeze(successor);
		RestartReply reply = get(answer);
		assertFailed(reply, "did not say READY within");
		assertThat(reply.successor()).isEqualTo(successor);
		assertThat(successor.isAlive()).isFalse();
		rig.configureStarts();
		unchanged.verifyRestart("did not say READY within");
	}

	@Test
	void whenItNeverAsksForTheListenersThenItIsEndedAfterReadyTimeout() throws Exception {
		rig.handOver("--graceful-restart.restart.command=sh -c 'echo dozing; sleep 1000'");
		Unchanged unchanged = rig.unchanged();
		RestartReply reply = RestartReply.restart(rig.port());
		assertFailed(reply, "did not ask for the listeners within 12000 ms");
		assertThat(reply.output()).contains("dozing");
		assertThat(reply.successor().isAlive()).isFalse();
		unchanged.verifyRestart("did not ask for the listeners within 12000 ms");
	}

	@Test
	void whenTheCommandCannotBeExecutedThenNothingHasChanged() throws Exception {
		rig.handOver("--graceful-restart.restart.command=" + rig.directory() + "/no-such-program");
		Unchanged unchanged = rig.unchanged();
		RestartReply reply = RestartReply.restart(rig.port());
		assertFailed(reply, "no-such-program");
		unchanged.verifyRestart("no-such-program");
	}

	// Not before it has the listeners.
	private static ObservedProcess startedSuccessor() {
		String line = rig.serving().awaitLine("Successor \\(pid \\d+\\) is starting", Rig.LONG);
		return new ObservedProcess(Long.parseLong(line.replaceAll(".*\\(pid (\\d+)\\).*", "$1")));
	}

	private static RestartReply get(CompletableFuture<RestartReply> answer) throws Exception {
		return answer.get(Rig.LONG.toSeconds(), TimeUnit.SECONDS);
	}

	private static void assertFailed(RestartReply reply, String reason) {
		assertThat(reply.status()).as(reply.toString()).isEqualTo(500);
		assertThat(reply.outcome()).isEqualTo("FAILED");
		assertThat(reply.reason()).contains(reason);
		assertThat(reply.probationEnds()).isEmpty();
	}

}
