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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ApplicationFileWatch}.
 */
class ApplicationFileWatchTests {

	private static final Duration INTERVAL = Duration.ofMillis(5);

	@TempDir
	private Path directory;

	private final BlockingQueue<ApplicationFile> told = new LinkedBlockingQueue<>();

	private Path jar;

	private ApplicationFile file;

	@BeforeEach
	void createJar() throws IOException {
		this.jar = Files.writeString(this.directory.resolve("app.jar"), "version 1");
		this.file = ApplicationFile.of(this.jar);
	}

	@Test
	void listenerIsToldOnceOfAnOverwrittenFile() throws Exception {
		try (ApplicationFileWatch watch = new ApplicationFileWatch(this.file, this.told::add, INTERVAL)) {
			watch.start();
			assertThat(isWatched()).isTrue();
			Files.writeString(this.jar, "version 1.1");
			assertThat(this.told.poll(10, TimeUnit.SECONDS)).isSameAs(this.file);
			await().atMost(Duration.ofSeconds(10)).until(() -> !isWatched());
			watch.start();
			assertThat(isWatched()).isFalse();
			assertThat(this.told).isEmpty();
		}
	}

	@Test
	void replacedFileIsNothingToTell() throws Exception {
		try (ApplicationFileWatch watch = new ApplicationFileWatch(this.file, this.told::add, INTERVAL)) {
			watch.start();
			Files.move(Files.writeString(this.directory.resolve("next.jar"), "version 2"), this.jar,
					StandardCopyOption.REPLACE_EXISTING);
			assertThat(this.told.poll(100, TimeUnit.MILLISECONDS)).isNull();
			assertThat(isWatched()).isTrue();
		}
	}

	@Test
	void threadEndsWhenTheWatchIsClosed() {
		ApplicationFileWatch watch = new ApplicationFileWatch(this.file, this.told::add);
		watch.start();
		watch.close();
		await().atMost(Duration.ofSeconds(10)).until(() -> !isWatched());
		watch.start();
		assertThat(isWatched()).isFalse();
	}

	@Test
	void withoutAFileThereIsNoThread() {
		try (ApplicationFileWatch watch = new ApplicationFileWatch(null, this.told::add)) {
			watch.start();
			assertThat(isWatched()).isFalse();
		}
	}

	private static boolean isWatched() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("graceful-restart-application-file"));
	}

}
