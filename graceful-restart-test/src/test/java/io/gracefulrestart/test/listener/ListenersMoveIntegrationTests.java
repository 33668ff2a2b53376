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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ListeningSocket;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.LineClient;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four kinds of listener: the main connector's, a separate management server's, one of an
 * additional connector, and one that the application owns.
 */
class ListenersMoveIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final int management = FreePort.next();

	private final int internal = FreePort.next();

	private final int line = FreePort.next();

	@Test
	void allListenersMoveTogetherAndSomeMayComeOrGo() throws Exception {
		ApplicationProcess first = this.run.start(launcher().arguments("--sample.line-port=" + this.line));
		List<ListenerView> held = HandoffView.at(this.management).listeners();
		assertThat(held).extracting(ListenerView::name).containsExactlyInAnyOrder("http", "management", "line");
		assertThat(held).extracting(ListenerView::origin).containsOnly("BIND");

		ApplicationProcess second = oneMore(first, held);
		oneLess(second);
	}

	private ApplicationProcess oneMore(ApplicationProcess first, List<ListenerView> held) throws Exception {
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		ApplicationProcess second = this.run.launch(launcher().arguments("--sample.line-port=" + this.line,
				"--sample.internal-port=" + this.internal, "--sample.start-held-by=" + hold));
		second.awaitLine("takes over 3 listeners", SampleRun.PATIENCE);
		assertThat(inodes(second)).containsAll(inodes(first));
		assertServedBy(first);
		try (LineClient idle = LineClient.open(this.line); LineClient busy = LineClient.open(this.line)) {
			assertThat(idle.ask("hello")).isEqualTo(first.pid() + " 1 hello");
			busy.send("sleep 3000");
			Files.delete(hold);
			second.awaitLine("Generation 2 serving", SampleRun.PATIENCE);
			assertServedBy(second);
			assertThat(busy.receive()).isEqualTo(first.pid() + " 1 sleep 3000");
			assertThat(busy.receive()).isEqualTo("bye");
			assertThat(idle.receive()).isEqualTo("bye");
			assertThat(idle.receive()).isNull();
		}
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		HandoffView view = HandoffView.at(this.management);
		for (ListenerView before : held) {
			assertThat(view.listener(before.name()).inode()).isEqualTo(before.inode());
			assertThat(view.listener(before.name()).origin()).isEqualTo("HANDOFF");
		}
		assertThat(view.listener("internal").origin()).isEqualTo("BIND");
		assertThat(Clients.whoServes(this.internal).pid()).isEqualTo(second.pid());
		return second;
	}

	private void oneLess(ApplicationProcess second) throws Exception {
		long internalInode = HandoffView.at(this.management).listener("internal").inode();
		ApplicationProcess third = this.run
			.startSuccessor(launcher().arguments("--sample.internal-port=" + this.internal));
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isZero();
		third.awaitLine("Listener closed since nothing in this application asked for it: line", SampleRun.PATIENCE);
		assertThat(Clients.isRefused(this.line)).isTrue();
		HandoffView view = HandoffView.at(this.management);
		assertThat(view.pid()).isEqualTo(third.pid());
		assertThat(view.listeners()).extracting(ListenerView::name)
			.containsExactlyInAnyOrder("http", "management", "internal");
		assertThat(view.listener("internal").inode()).isEqualTo(internalInode);
		assertThat(Clients.whoServes(this.internal).pid()).isEqualTo(third.pid());
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher().arguments("--management.server.port=" + this.management);
	}

	private void assertServedBy(ApplicationProcess process) throws Exception {
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(process.pid());
		assertThat(HandoffView.at(this.management).pid()).isEqualTo(process.pid());
		try (LineClient client = LineClient.open(this.line)) {
			assertThat(client.ask("who")).startsWith(process.pid() + " ");
		}
	}

	private static List<Long> inodes(ApplicationProcess process) {
		return process.listeningSockets().stream().map(ListeningSocket::inode).toList();
	}

}
