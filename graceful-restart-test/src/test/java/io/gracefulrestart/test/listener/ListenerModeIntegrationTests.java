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

import java.net.InetAddress;
import java.net.ServerSocket;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Forced sources of listeners: they succeed, or say clearly why not.
 */
class ListenerModeIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void nothingIsInheritedWithoutASupervisor() {
		assertThat(failure(mode("inherit"))).contains("http")
			.contains("inherit")
			.contains("no supervisor left a listener open");
	}

	@Test
	void nothingIsHandedOffWithoutAPredecessor() {
		assertThat(failure(mode("handoff"))).contains("http")
			.contains("handoff")
			.contains("no predecessor passed a listener");
	}

	@Test
	void portOfAProcessWithoutTheStarterIsTaken() throws Exception {
		int port = FreePort.next();
		try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
			assertThat(failure(
					SampleRun.quick(this.run.bareLauncher()).arguments("--server.port=" + other.getLocalPort())))
				.contains(Integer.toString(port))
				.contains(Long.toString(ProcessHandle.current().pid()));
		}
	}

	@Test
	void boundThenHandedOffAndNeverBoundTwice() throws Exception {
		this.run.start(mode("bind"));
		long inode = HandoffView.at(this.run.port()).listener("http").inode();
		assertThat(HandoffView.at(this.run.port()).listener("http").origin()).isEqualTo("BIND");

		ApplicationProcess second = this.run.startSuccessor(mode("handoff"));
		assertThat(HandoffView.at(this.run.port()).listener("http").origin()).isEqualTo("HANDOFF");
		assertThat(HandoffView.at(this.run.port()).listener("http").inode()).isEqualTo(inode);

		assertThat(failure(mode("bind"))).contains(Integer.toString(this.run.port()))
			.contains(Long.toString(second.pid()));
		// The failed one ends a moment before its predecessor has noted that.
		HandoffView view = await().atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()), (now) -> now.state().equals("SERVING"));
		assertThat(view.pid()).isEqualTo(second.pid());
		assertThat(view.handoff(0)).startsWith("FAILED");
	}

	private ApplicationLauncher mode(String mode) {
		return this.run.quickLauncher().arguments("--graceful-restart.listener.mode=" + mode);
	}

	private String failure(ApplicationLauncher launcher) {
		ApplicationProcess process = this.run.runToItsEnd(launcher);
		String output = String.join("\n", process.output());
		assertThat(process.exitStatus()).as(output).isEqualTo(1);
		assertThat(output).contains("APPLICATION FAILED TO START");
		return output.substring(output.indexOf("APPLICATION FAILED TO START"));
	}

}
