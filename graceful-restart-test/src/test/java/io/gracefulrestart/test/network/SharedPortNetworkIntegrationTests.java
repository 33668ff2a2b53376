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

package io.gracefulrestart.test.network;

import java.time.Duration;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A shared port that is left, where clients are on another host: each way to keep new
 * connections away, and clients whose handshake takes long.
 */
@SuppressWarnings("try")
class SharedPortNetworkIntegrationTests {

	private static final int CLIENTS = 20;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@RegisterExtension
	final TwoHosts hosts = new TwoHosts();

	@BeforeAll
	static void requireNamespaces() {
		Requirements.networks();
	}

	@ParameterizedTest
	@CsvSource({ "0, true, new connections go to the others", "1, true, new connections go to the others",
			"0, false, ignored at the very end", "1, false, the kernel moves what waits to the others" })
	void nobodyIsLostWhicheverWayIsTaken(int migration, boolean probes, String way) throws Exception {
		this.hosts.set("net/ipv4/tcp_migrate_req", migration);
		if (!probes) {
			this.hosts.forbidOwnAddress();
		}
		ApplicationProcess serving = this.run.start(launcher());
		try (RemoteClients clients = RemoteClients.start(this.hosts.clientsPrefix(), "load", TwoHosts.SERVER,
				String.valueOf(this.run.port()))) {
			for (int i = 0; i < 2; i++) {
				ApplicationProcess next = this.run.start(launcher());
				leave(serving, way);
				serving = next;
			}
			assertThat(clients.stop()).startsWith("0 failed");
		}
	}

	@Test
	void whoIsSlowToCompleteTheHandshakeIsServedAndWhoNeverDoesIsNotWaitedForForEver() throws Exception {
		ApplicationProcess serving = this.run.start(launcher());
		this.run.start(launcher());
		this.hosts.lose(TwoHosts.SLOW_CLIENT);
		this.hosts.lose(TwoHosts.SILENT_CLIENT);
		String port = String.valueOf(this.run.port());
		try (RemoteClients slow = once(port, TwoHosts.SLOW_CLIENT);
				RemoteClients silent = once(port, TwoHosts.SILENT_CLIENT)) {
			await().atMost(SampleRun.PATIENCE)
				.until(() -> this.hosts.halfOpen(TwoHosts.SLOW_CLIENT) == CLIENTS
						&& this.hosts.halfOpen(TwoHosts.SILENT_CLIENT) == CLIENTS);
			serving.signal(ProcessSignal.TERM);
			serving.awaitLine("Leaving the shared port", SampleRun.PATIENCE);
			this.hosts.find(TwoHosts.SLOW_CLIENT);
			assertThat(slow.stop()).isEqualTo("0 failed, " + CLIENTS + " answered");
			// The kernel would wait for a minute.
			serving.awaitExit(Duration.ofSeconds(30));
			assertThat(this.hosts.halfOpen(TwoHosts.SILENT_CLIENT)).isPositive();
		}
	}

	private RemoteClients once(String port, String from) throws Exception {
		return RemoteClients.start(this.hosts.clientsPrefix(), "once", TwoHosts.SERVER, port, from,
				String.valueOf(CLIENTS));
	}

	private static void leave(ApplicationProcess process, String way) {
		process.signal(ProcessSignal.TERM);
		process.awaitExit(SampleRun.PATIENCE);
		assertThat(String.join("\n", process.output())).contains(way);
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher()
			.arguments("--graceful-restart.listener.mode=reuse-port", "--graceful-restart.handoff.enabled=false",
					"--server.address=" + TwoHosts.SERVER)
			.readyLine("Generation 1 serving")
			.prefix(this.hosts.serversPrefix());
	}

}
