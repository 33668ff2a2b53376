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

package io.gracefulrestart.fd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandardStreams}, in JVMs that a shell starts. What a successor writes
 * to is tested where it is started. A JVM opens its own modules at the first number that
 * is free, and {@code /dev/null} at what is left of the first three.
 */
class StandardStreamsTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			>/dev/full 2>/dev/null         | true true [(/dev/full), (/dev/null)] true
			>>/dev/zero 2>&1               | true true [(/dev/zero), (/dev/zero)] true
			>&- 2>/dev/full                | false true [(/dev/null), (/dev/full)] true
			>/dev/full 2>&-                | true false [(/dev/full), (/dev/null)] true
			>&- 2>&-                       | false true [(/dev/null), (/dev/null)] true
			</dev/null >&- 2>&-            | false true [(/dev/null), (/dev/null)] true
			<&- >&- 2>&-                   | true true [(/dev/null), (/dev/null)] true
			1</dev/zero 2>/dev/full        | false true [(/dev/null), (/dev/full)] true
			""")
	void streamThatIsNotThereIsNullAndWhatIsInItsPlaceStays(String redirections, String expected) throws Exception {
		Path result = this.directory.resolve("result");
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder("sh", "-c",
				"exec \"$0\" -cp \"$1\" " + StandardStreamsMain.class.getName() + " \"$2\" " + redirections, java,
				System.getProperty("java.class.path"), result.toString())
			.start();
		try {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
			assertThat(Files.readString(result)).isEqualTo(expected);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void copiesAreClosedOnce() throws Exception {
		DescriptorCount before = DescriptorCount.now();
		StandardStreams streams = StandardStreams.duplicate();
		assertThat(streams.descriptors()).containsExactly(streams.output(), streams.error())
			.allMatch(Descriptor::isOpen);
		streams.close();
		streams.close();
		assertThat(streams.descriptors()).noneMatch(Descriptor::isOpen);
		before.assertNoMore();
	}

}
