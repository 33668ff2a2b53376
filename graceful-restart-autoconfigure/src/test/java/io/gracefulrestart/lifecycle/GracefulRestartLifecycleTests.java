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

package io.gracefulrestart.lifecycle;

import java.nio.file.Path;
import java.time.Duration;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GracefulRestartLifecycle} of a process that is the first.
 */
@Timeout(20)
class GracefulRestartLifecycleTests {

	@TempDir
	private Path directory;

	private DescriptorCount before;

	@BeforeEach
	void count() {
		// Loads what stays loaded.
		new TestCore(TestCore.settings((Path) null)).lifecycle().close();
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeft() {
		this.before.assertNoMore();
	}

	@Test
	void withoutControlSocketTheGateOpensAtOnceAndTheReasonIsTold() throws Exception {
		TestCore parts = new TestCore(TestCore.settings((Path) null));
		try (GracefulRestartLifecycle lifecycle = parts.lifecycle()) {
			lifecycle.begin();
			lifecycle.begin();
			assertThat(parts.gate.isOpen()).isTrue();
			assertThat(lifecycle.state()).isEqualTo(State.STARTING);
			assertThat(lifecycle.isHandoffPossible()).isFalse();
			assertThat(lifecycle.report().handoffAbsence()).isEqualTo("a test wants none");
			parts.listen();
			lifecycle.ready();
			lifecycle.ready();
			assertThat(lifecycle.state()).isEqualTo(State.SERVING);
			assertThat(lifecycle.generation()).isEqualTo(1);
			lifecycle.shutdown();
			assertThat(lifecycle.state()).isEqualTo(State.STOPPED);
			assertThat(parts.listeners.all()).isEmpty();
		}
		parts.application.expect("SERVING", "DRAINING", "refuse traffic", "STOPPED");
		assertThat(parts.application.events).isEmpty();
	}

	@Test
	void controlSocketIsThereFromTheBeginningAndGoesWithTheProcess() {
		Path socket = this.directory.resolve("demo.sock");
		GracefulRestartLifecycle lifecycle = new TestCore(TestCore.settings(socket)).lifecycle();
		lifecycle.begin();
		assertThat(socket).exists();
		assertThat(lifecycle.isHandoffPossible()).isTrue();
		assertThat(lifecycle.report().controlSocket()).isEqualTo(socket.toString());
		lifecycle.ready();
		lifecycle.shutdown();
		assertThat(socket).doesNotExist();
	}

	@Test
	void secondContextOfOneProcessServesWithoutHandoffAndTheFirstKeepsTheSocket() {
		Path socket = this.directory.resolve("demo.sock");
		try (GracefulRestartLifecycle first = new TestCore(TestCore.settings(socket)).lifecycle()) {
			first.begin();
			first.ready();
			TestCore parts = new TestCore(TestCore.settings(socket));
			try (GracefulRestartLifecycle second = parts.lifecycle()) {
				second.begin();
				second.ready();
				assertThat(second.state()).isEqualTo(State.SERVING);
				assertThat(parts.gate.isOpen()).isTrue();
				assertThat(second.report().handoffAbsence()).contains("another application context of this JVM");
				second.shutdown();
			}
			assertThat(socket).exists();
			assertThat(first.state()).isEqualTo(State.SERVING);
		}
		assertThat(socket).doesNotExist();
	}

	@Test
	void contextThatIsOpenedAfterTheOtherWasClosedHasTheSocket() {
		Path socket = this.directory.resolve("demo.sock");
		for (int i = 0; i < 3; i++) {
			try (GracefulRestartLifecycle lifecycle = new TestCore(TestCore.settings(socket)).lifecycle()) {
				lifecycle.begin();
				lifecycle.ready();
				assertThat(lifecycle.isHandoffPossible()).isTrue();
				assertThat(lifecycle.generation()).isEqualTo(1);
				lifecycle.shutdown();
			}
		}
	}

	@Test
	void whoNeverTakesOverLeavesTheOtherAlone() {
		Path socket = this.directory.resolve("demo.sock");
		try (GracefulRestartLifecycle first = new TestCore(TestCore.settings(socket)).lifecycle()) {
			first.begin();
			first.ready();
			TestCore parts = new TestCore(TestCore.settings(socket, Takeover.NEVER, Duration.ofSeconds(10)));
			try (GracefulRestartLifecycle second = parts.lifecycle()) {
				second.begin();
				assertThat(second.report().handoffAbsence()).contains("graceful-restart.handoff.takeover is 'never'");
			}
			assertThat(socket).exists();
		}
	}

	@Test
	void directoryThatIsMissingLeavesTheApplicationWithoutHandoff() {
		Path socket = this.directory.resolve("missing/too/demo.sock");
		TestCore parts = new TestCore(TestCore.settings(socket));
		try (GracefulRestartLifecycle lifecycle = parts.lifecycle()) {
			lifecycle.begin();
			assertThat(parts.gate.isOpen()).isTrue();
			assertThat(lifecycle.isHandoffPossible()).isFalse();
			assertThat(lifecycle.report().handoffAbsence()).contains(socket.getParent().toString(),
					"cannot be made: its directory does not exist");
		}
	}

	@Test
	void readyWithoutAWebServerOfOursIsUnsupported() throws Exception {
		TestCore parts = new TestCore(TestCore.settings((Path) null));
		try (GracefulRestartLifecycle lifecycle = parts.lifecycle()) {
			lifecycle.ready();
			assertThat(lifecycle.state()).isEqualTo(State.UNSUPPORTED);
			assertThat(lifecycle.report().handoffAbsence()).contains("not the embedded Tomcat");
			lifecycle.shutdown();
		}
		parts.application.expect("UNSUPPORTED", "STOPPED");
	}

	@Test
	void closedBeforeItWasReadyItStopsWithoutADrain() throws Exception {
		TestCore parts = new TestCore(TestCore.settings(this.directory.resolve("demo.sock")));
		try (GracefulRestartLifecycle lifecycle = parts.lifecycle()) {
			lifecycle.begin();
			parts.listen();
		}
		parts.application.expect("STOPPED");
		assertThat(parts.listeners.all()).isEmpty();
		assertThat(this.directory.resolve("demo.sock")).doesNotExist();
	}

}
