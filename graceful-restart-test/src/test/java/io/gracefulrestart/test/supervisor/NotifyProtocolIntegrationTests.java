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

package io.gracefulrestart.test.supervisor;

import java.util.List;
import java.util.UUID;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code Type=notify-reload} of systemd 253 and later relies on, datagram by
 * datagram: the signal is answered by RELOADING=1 with an instant that is not before the
 * signal, and that by READY=1, whatever comes of it. See sd_notify(3), and
 * systemd.service(5), Type=.
 */
@Timeout(180)
class NotifyProtocolIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private NotifyReceiver systemd;

	@BeforeEach
	void receive() {
		Requirements.hangUp();
		this.systemd = NotifyReceiver.start(this.run.directory(), "@graceful-restart/" + UUID.randomUUID());
	}

	@AfterEach
	void close() {
		if (this.systemd != null) {
			this.systemd.close();
		}
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher()
			.environment("NOTIFY_SOCKET", this.systemd.address())
			// Half of it passes between two signs of life, at most.
			.environment("WATCHDOG_USEC", "3000000");
	}

	@Test
	void signalIsAReloadThatEndsWhenTheSuccessorServes() throws Exception {
		ApplicationProcess first = this.run.startServing(launcher());
		int ready = this.systemd.await(0, NotifyProtocolIntegrationTests::isReady);
		assertThat(this.systemd.messages().get(ready)).contains("|STATUS=Generation 1, serving|WATCHDOG=1");
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			int from = this.systemd.messages().size();
			long signalled = System.nanoTime() / 1000;
			first.signal(ProcessSignal.HUP);
			int reloading = this.systemd.await(from, NotifyProtocolIntegrationTests::isReloading);
			long instant = Long.parseLong(this.systemd.messages().get(reloading).split("MONOTONIC_USEC=")[1]);
			assertThat(instant).isBetween(signalled, System.nanoTime() / 1000);
			int served = this.systemd.await(reloading,
					(message) -> message.startsWith("READY=1") && message.contains("STATUS=Generation 2, serving"));
			assertThat(this.systemd.messages().subList(reloading, served))
				.anyMatch((message) -> message.startsWith("EXTEND_TIMEOUT_USEC="));
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			this.systemd.await(served, (message) -> message.equals("STATUS=Generation 2, serving"));
			this.systemd.await(this.systemd.messages().size(), (message) -> message.equals("WATCHDOG=1"));
			load.awaitAnswers();
			load.assertFlawless();
		}
		assertThat(this.systemd.messages()).noneMatch((message) -> message.contains("STOPPING"));
		assertThat(this.systemd.messages().stream().filter(NotifyProtocolIntegrationTests::isReloading)).hasSize(1);
		new ObservedProcess(HandoffView.at(this.run.port()).pid()).signal(ProcessSignal.TERM);
		int stopping = this.systemd.await(0, (message) -> message.startsWith("STOPPING=1"));
		assertThat(this.systemd.messages().get(stopping)).contains("|STATUS=Generation 2, stopping");
	}

	@Test
	void reloadThatFailsEndsTooAndTheStatusSaysSo() {
		ApplicationProcess first = this.run
			.startServing(launcher().arguments("--graceful-restart.restart.command=/bin/sh -c 'exit 7'"));
		int from = this.systemd.await(0, NotifyProtocolIntegrationTests::isReady) + 1;
		first.signal(ProcessSignal.HUP);
		int reloading = this.systemd.await(from, NotifyProtocolIntegrationTests::isReloading);
		int ready = this.systemd.await(reloading, NotifyProtocolIntegrationTests::isReady);
		assertThat(this.systemd.messages().get(ready)).contains("STATUS=Generation 1, serving; restart of ",
				" failed: successor ", "exited with status 7");
	}

	@Test
	void socketMayBeAPath() {
		List<String> messages;
		try (NotifyReceiver receiver = NotifyReceiver.start(this.run.directory(),
				this.run.directory().resolve("notify").toString())) {
			this.run.startServing(this.run.quickLauncher().environment("NOTIFY_SOCKET", receiver.address()));
			receiver.await(0, NotifyProtocolIntegrationTests::isReady);
			messages = receiver.messages();
		}
		assertThat(messages).contains("STATUS=Generation 1, starting")
			.anyMatch((message) -> message.startsWith("EXTEND_TIMEOUT_USEC="));
	}

	private static boolean isReady(String message) {
		return message.startsWith("READY=1");
	}

	private static boolean isReloading(String message) {
		return message.startsWith("RELOADING=1|MONOTONIC_USEC=");
	}

}
