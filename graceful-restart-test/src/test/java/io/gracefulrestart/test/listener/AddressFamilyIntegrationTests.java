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
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generations that were told different things about IPv4 and IPv6. A listener keeps the
 * family that it was bound with.
 */
class AddressFamilyIntegrationTests {

	private static final String IPV4 = "127.0.0.1";

	private static final String IPV6 = "::1";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void listenersOfEitherFamilyAreServedByProcessesOfEither() throws Exception {
		Requirements.ipv6();
		this.run.start(launcher(this.run.port()));
		long dual = HandoffView.at(this.run.port()).listener("http").inode();
		assertAnswers(IPV6, this.run.port(), "0:0:0:0:0:0:0:1");

		ApplicationProcess second = this.run.startSuccessor(ipv4Only(launcher(this.run.port())));
		assertThat(HandoffView.at(this.run.port()).listener("http").inode()).isEqualTo(dual);
		assertThat(assertAnswers(IPV6, this.run.port(), "0:0:0:0:0:0:0:1")).isEqualTo(second.pid());
		assertThat(assertAnswers(IPV4, this.run.port(), IPV4)).isEqualTo(second.pid());

		int other = FreePort.next();
		this.run.startSuccessor(ipv4Only(launcher(other)));
		long single = HandoffView.at(other).listener("http").inode();
		assertThat(HandoffView.at(other).listener("http").address()).contains("0.0.0.0");

		ApplicationProcess fourth = this.run.startSuccessor(launcher(other));
		assertThat(HandoffView.at(other).listener("http").inode()).isEqualTo(single);
		assertThat(assertAnswers(IPV4, other, IPV4)).isEqualTo(fourth.pid());
	}

	private static long assertAnswers(String host, int port, String remoteAddress) throws Exception {
		HttpReply reply = HttpConnection.get(host, port, "/whoami", SampleRun.PATIENCE);
		assertThat(reply.text()).contains("\"remoteAddress\":\"" + remoteAddress + "\"");
		return reply.answerer().pid();
	}

	private ApplicationLauncher launcher(int port) {
		return SampleRun.quick(this.run.bareLauncher())
			.arguments("--server.port=" + port,
					"--graceful-restart.handoff.socket=" + this.run.directory().resolve("control.sock"));
	}

	private static ApplicationLauncher ipv4Only(ApplicationLauncher launcher) {
		return launcher.jvmArguments("-Djava.net.preferIPv4Stack=true");
	}

}
