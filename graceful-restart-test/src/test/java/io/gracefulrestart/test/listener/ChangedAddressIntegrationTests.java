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

package io.gracefulrestart.test.listener;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Successors that are configured with another port or address than their predecessors.
 * They meet through an explicit control socket, whose name does not depend on the port.
 */
class ChangedAddressIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void anyPortIsKeptAndAnotherPortOrAddressIsBound() throws Exception {
		ApplicationProcess first = this.run.start(launcher("--server.port=0"));
		int any = first.listeningSockets().get(0).address().getPort();
		ListenerView bound = HandoffView.at(any).listener("http");

		ApplicationProcess second = this.run.startSuccessor(launcher("--server.port=0"));
		ListenerView kept = HandoffView.at(any).listener("http");
		assertThat(kept.inode()).isEqualTo(bound.inode());
		assertThat(kept.origin()).isEqualTo("HANDOFF");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();

		int port = this.run.port();
		ApplicationProcess third = this.run
			.startSuccessor(launcher("--server.port=" + port, "--server.address=127.0.0.1"));
		assertThat(HandoffView.at(port).pid()).isEqualTo(third.pid());
		assertThat(HandoffView.at(port).listener("http").origin()).isEqualTo("BIND");
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(Clients.isRefused(any)).isTrue();

		overlappingAddressIsRefused(third);
		sameNameAtAnotherAddress(third);
	}

	// One socket cannot be bound to all addresses while another one listens on one of
	// them.
	private void overlappingAddressIsRefused(ApplicationProcess third) throws Exception {
		ApplicationProcess failed = this.run.runToItsEnd(launcher("--server.port=" + this.run.port()));
		assertThat(failed.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", failed.output())).contains("APPLICATION FAILED TO START")
			.contains(Integer.toString(this.run.port()))
			.contains(Long.toString(third.pid()));
		// The failed one ends a moment before its predecessor has noted that.
		HandoffView view = await().atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()), (now) -> now.state().equals("SERVING"));
		assertThat(view.pid()).isEqualTo(third.pid());
	}

	private void sameNameAtAnotherAddress(ApplicationProcess third) throws Exception {
		ApplicationProcess fourth = this.run
			.startSuccessor(launcher("--server.port=" + this.run.port(), "--server.address=127.0.0.2"));
		assertThat(third.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(HttpConnection.get("127.0.0.2", this.run.port(), "/whoami", SampleRun.PATIENCE).answerer().pid())
			.isEqualTo(fourth.pid());
		assertThat(Clients.isRefused(this.run.port())).isTrue();
	}

	private ApplicationLauncher launcher(String... arguments) {
		return SampleRun.quick(this.run.bareLauncher())
			.arguments("--graceful-restart.handoff.socket=" + this.run.directory().resolve("control.sock"))
			.arguments(arguments);
	}

}
