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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.supervisor.PidFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PidFileKeeper}.
 */
@Timeout(20)
class PidFileKeeperTests {

	private static final String OTHER = "4711\n";

	@TempDir
	private Path directory;

	private Path path;

	private final Core core = new TestCore(TestCore.settings((Path) null)).core();

	private final AtomicBoolean replaced = new AtomicBoolean();

	@BeforeEach
	void keep() {
		this.path = this.directory.resolve("app.pid");
		this.core.states().addListener(new PidFileKeeper(this.core, new PidFile(this.path), this.replaced::get));
	}

	@Test
	void isThereWhileThisProcessServes() {
		serve(State.STARTING);
		change(State.SERVING, State.DRAINING);
		assertThat(this.path).exists();
		change(State.DRAINING, State.STOPPED);
		assertThat(this.path).doesNotExist();
	}

	@Test
	void isWrittenByASuccessorWhenItServesAndNotBefore() throws IOException {
		Files.writeString(this.path, OTHER);
		change(State.STARTING, State.TAKING_OVER);
		assertThat(this.path).hasContent(OTHER);
		serve(State.TAKING_OVER);
	}

	@Test
	void isLeftToWhoHasReplacedThisProcess() {
		serve(State.STARTING);
		change(State.SERVING, State.HANDING_OFF);
		change(State.HANDING_OFF, State.DRAINING);
		this.replaced.set(true);
		change(State.DRAINING, State.STANDBY);
		change(State.STANDBY, State.STOPPED);
		// Even if it does not name that one yet.
		assertThat(this.path).exists();
	}

	@Test
	void isWrittenAgainWhenThisProcessServesAgain() throws IOException {
		serve(State.STARTING);
		change(State.SERVING, State.HANDING_OFF);
		Files.writeString(this.path, OTHER);
		serve(State.HANDING_OFF);
		change(State.SERVING, State.HANDING_OFF);
		change(State.HANDING_OFF, State.DRAINING);
		Files.writeString(this.path, OTHER);
		serve(State.DRAINING);
		change(State.SERVING, State.DRAINING);
		change(State.DRAINING, State.STANDBY);
		Files.writeString(this.path, OTHER);
		serve(State.STANDBY);
	}

	@Test
	void whenATakeoverFailsThenNothingIsTouched() throws IOException {
		Files.writeString(this.path, OTHER);
		change(State.STARTING, State.TAKING_OVER);
		change(State.TAKING_OVER, State.STOPPED);
		assertThat(this.path).hasContent(OTHER);
	}

	@Test
	void lifecycleKeepsIt() {
		TestCore parts = new TestCore(TestCore.settings(this.directory.resolve("demo.sock")));
		GracefulRestartLifecycle lifecycle = parts.lifecycle();
		lifecycle.keep(new PidFile(this.path));
		lifecycle.begin();
		assertThat(this.path).doesNotExist();
		lifecycle.ready();
		awaitOwn();
		lifecycle.shutdown();
		assertThat(this.path).doesNotExist();
	}

	private void serve(State from) {
		change(from, State.SERVING);
		awaitOwn();
	}

	private void awaitOwn() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.path).hasContent(ProcessHandle.current().pid() + "\n"));
	}

	private void change(State from, State to) {
		assertThat(this.core.states().change(from, to)).isTrue();
	}

}
