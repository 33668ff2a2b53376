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

package io.gracefulrestart.logging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gracefulrestart.StateMoment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LogLevels}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogLevelsTests {

	@Test
	void levelThatWasSetByHandGoesOnOverTwoHandoffs(CapturedOutput output) throws Exception {
		Generation first = new Generation(Map.of("ROOT", LogLevel.INFO));
		Generation second = new Generation(Map.of("ROOT", LogLevel.INFO));
		Generation third = new Generation(Map.of("ROOT", LogLevel.INFO));
		first.system.setLogLevel("com.shop", LogLevel.DEBUG);
		first.system.setLogLevel("ROOT", LogLevel.WARN);
		pass(first, second, StateMoment.SNAPSHOT);
		assertThat(second.system.levels).containsEntry("com.shop", LogLevel.DEBUG).containsEntry("ROOT", LogLevel.WARN);
		assertThat(output).contains("Log levels set as in the other process: {ROOT=WARN, com.shop=DEBUG}");
		pass(second, third, StateMoment.SNAPSHOT);
		assertThat(third.system.levels).isEqualTo(second.system.levels);
	}

	@Test
	void whereTheNewVersionIsConfiguredDifferentlyItsConfigurationWins(CapturedOutput output) throws Exception {
		Generation first = new Generation(Map.of("a", LogLevel.INFO, "b", LogLevel.INFO));
		Generation second = new Generation(Map.of("a", LogLevel.WARN, "b", LogLevel.INFO));
		first.system.setLogLevel("a", LogLevel.TRACE);
		first.system.setLogLevel("b", LogLevel.TRACE);
		pass(first, second, StateMoment.SNAPSHOT);
		assertThat(second.system.levels).containsEntry("a", LogLevel.WARN).containsEntry("b", LogLevel.TRACE);
		assertThat(output).contains("Log levels set as in the other process: {b=TRACE};"
				+ " left as this version configures them: {a=WARN (was set to TRACE)}");
	}

	@Test
	void whatNobodyHasChangedIsTheNewVersionsOwn(CapturedOutput output) throws Exception {
		Generation first = new Generation(Map.of("a", LogLevel.INFO));
		Generation second = new Generation(Map.of("a", LogLevel.WARN));
		pass(first, second, StateMoment.SNAPSHOT);
		assertThat(second.system.levels).isEqualTo(Map.of("a", LogLevel.WARN));
		assertThat(output).doesNotContain("Log levels");
	}

	@Test
	void whatIsChangedOrChangedBackWhileTheSuccessorStartsIsToldInTheEnd() throws Exception {
		Generation first = new Generation(Map.of("a", LogLevel.INFO));
		Generation second = new Generation(Map.of("a", LogLevel.INFO));
		first.system.setLogLevel("a", LogLevel.DEBUG);
		first.system.setLogLevel("b", LogLevel.DEBUG);
		pass(first, second, StateMoment.SNAPSHOT);
		first.system.setLogLevel("a", LogLevel.INFO);
		first.system.setLogLevel("b", null);
		first.system.setLogLevel("c", LogLevel.ERROR);
		pass(first, second, StateMoment.DELTA);
		assertThat(second.system.levels).isEqualTo(Map.of("a", LogLevel.INFO, "c", LogLevel.ERROR));
		second.system.setLogLevel("c", LogLevel.FATAL);
		pass(first, second, StateMoment.DELTA);
		assertThat(second.system.levels).containsEntry("c", LogLevel.FATAL);
	}

	@Test
	void afterARollbackOnlyWhatTheSuccessorHasChangedComesBack() throws Exception {
		Generation first = new Generation(Map.of("a", LogLevel.INFO, "b", LogLevel.INFO));
		Generation second = new Generation(Map.of("a", LogLevel.WARN, "b", LogLevel.INFO));
		first.system.setLogLevel("a", LogLevel.DEBUG);
		first.system.setLogLevel("b", LogLevel.DEBUG);
		pass(first, second, StateMoment.SNAPSHOT);
		second.system.setLogLevel("b", LogLevel.INFO);
		second.system.setLogLevel("c", LogLevel.TRACE);
		pass(second, first, StateMoment.DELTA);
		assertThat(first.system.levels).isEqualTo(Map.of("a", LogLevel.DEBUG, "b", LogLevel.INFO, "c", LogLevel.TRACE));
	}

	@Test
	void junkChangesNothing() {
		Generation process = new Generation(Map.of("a", LogLevel.INFO));
		assertThatIOException().isThrownBy(() -> process.levels.read(StateMoment.SNAPSHOT, 1,
				new ByteArrayInputStream(new byte[] { 0, 0, 0, 1, 0, 1, 'a', 0, 1, 'x', 0, 0 })));
		assertThat(process.system.levels).isEqualTo(Map.of("a", LogLevel.INFO));
	}

	private static void pass(Generation from, Generation to, StateMoment moment) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		from.levels.write(moment, out);
		to.levels.read(moment, from.levels.version(), new ByteArrayInputStream(out.toByteArray()));
	}

	/**
	 * A process that is ready.
	 */
	private static final class Generation {

		private final FakeLoggingSystem system;

		private final LogLevels levels;

		Generation(Map<String, LogLevel> configured) {
			this.system = new FakeLoggingSystem(configured);
			this.levels = new LogLevels(this.system);
			this.levels.onApplicationEvent(mock());
		}

	}

	/**
	 * Remembers levels.
	 */
	private static final class FakeLoggingSystem extends LoggingSystem {

		private final Map<String, LogLevel> levels;

		FakeLoggingSystem(Map<String, LogLevel> configured) {
			this.levels = new TreeMap<>(configured);
		}

		@Override
		public void beforeInitialize() {
			// Nothing to do.
		}

		@Override
		public void setLogLevel(@Nullable String name, @Nullable LogLevel level) {
			if (level != null) {
				this.levels.put(String.valueOf(name), level);
			}
			else {
				this.levels.remove(String.valueOf(name));
			}
		}

		@Override
		public List<LoggerConfiguration> getLoggerConfigurations() {
			return this.levels.entrySet()
				.stream()
				.map((entry) -> new LoggerConfiguration(entry.getKey(), entry.getValue(), entry.getValue()))
				.toList();
		}

	}

}
