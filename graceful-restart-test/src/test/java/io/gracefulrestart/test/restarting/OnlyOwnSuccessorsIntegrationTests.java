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

package io.gracefulrestart.test.restarting;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process knows its own successors from those that somebody else has started.
 */
@Timeout(180)
class OnlyOwnSuccessorsIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void whenOnlyOwnOnesMayTakeOverThenAnotherIsToldWhyNotAndAnOwnOneDoes() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher()
			.arguments("--graceful-restart.handoff.takeover=spawned");
		ApplicationProcess first = this.run.startServing(launcher);
		ApplicationProcess stranger = this.run.runToItsEnd(launcher);
		assertThat(stranger.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", stranger.output())).contains("APPLICATION FAILED TO START",
				"graceful-restart.handoff.takeover is 'spawned'");
		assertThat(HandoffView.at(this.run.port()).handoff(0)).startsWith("REFUSED");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.outcome()).as(reply.toString()).isEqualTo("SUCCEEDED");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		// And the one after that.
		assertThat(RestartReply.restart(this.run.port()).generation()).isEqualTo(3);
	}

	@Test
	void whenItsRestartIsOverThenASuccessorComesTooLate() throws Exception {
		Path script = this.run.directory().resolve("next.sh");
		ApplicationLauncher launcher = this.run.quickLauncher();
		Files.write(script, List.of("setsid " + String.join(" ", launcher.command()) + " &", "exit 7"));
		ApplicationProcess first = this.run
			.startServing(launcher.arguments("--graceful-restart.restart.command=sh " + script));
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.status()).as(reply.toString()).isEqualTo(500);
		assertThat(reply.reason()).contains("exited with status 7 before it asked for the listeners");
		first.awaitLine("WARN .* refused: the restart that it was started for is over", SampleRun.PATIENCE);
		assertThat(HandoffView.at(this.run.port()).handoff(0))
			.isEqualTo("REFUSED the restart that it was started for is over");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		// One that nobody has started for a restart is as welcome as ever.
		ApplicationProcess next = this.run.startSuccessor(launcher);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(next.pid());
	}

}
