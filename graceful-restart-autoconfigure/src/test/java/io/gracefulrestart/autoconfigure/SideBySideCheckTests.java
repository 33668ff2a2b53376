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

package io.gracefulrestart.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SideBySideCheck}.
 */
class SideBySideCheckTests {

	private static final long MEBIBYTE = 1 << 20;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005   | debug port
			-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 | debug port
			-Xrunjdwp:transport=dt_socket,server=y,address=127.0.0.1:5005        | debug port
			-Dcom.sun.management.jmxremote.port=9010                             | JMX port
			-Dcom.sun.management.jmxremote.rmi.port=9011                         | JMX port
			-javaagent:/opt/jmx_prometheus_javaagent-1.0.1.jar=9404:/etc/a.yml   | exporter port
			-javaagent:jmx_prometheus_javaagent.jar=0.0.0.0:9404:/etc/a.yml      | exporter port
			-Xlog:gc*:file=/var/log/gc.log                                       | file of the JVM's log
			-Xlog:gc:gc.log                                                      | file of the JVM's log
			-Xlog:gc*:file=gc.log:time,uptime:filecount=5                        | file of the JVM's log
			-Xloggc:gc.log                                                       | file of the JVM's log
			""")
	void warnsOf(String argument, String obstacle) {
		assertThat(obstacles(argument)).singleElement().asString().contains(obstacle, "'" + argument + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=0",
			"-agentlib:jdwp=transport=dt_socket,server=n,address=build:5005", "-agentlib:jdwp=help",
			"-Dcom.sun.management.jmxremote.port=0", "-Dcom.sun.management.jmxremote.authenticate=false",
			"-javaagent:opentelemetry-javaagent.jar", "-Xlog", "-Xlog:gc*", "-Xlog:gc*:stdout", "-Xlog:gc*:stderr:time",
			"-Xlog:gc*::time", "-Xlog:async", "-Xlog:gc*:file=gc-%p.log", "-Xloggc:gc-%t.log", "-Xmx512m",
			"-Dserver.address=5005" })
	void isSilentAbout(String argument) {
		assertThat(obstacles(argument)).isEmpty();
	}

	@Test
	void warnsOfAHeapThatDoesNotFitTwice() {
		assertThat(new SideBySideCheck(List.of(), 1025 * MEBIBYTE, 2048 * MEBIBYTE).obstacles()).singleElement()
			.asString()
			.contains("1025 MiB", "2048 MiB");
	}

	@Test
	void acceptsAHeapThatFitsTwice() {
		assertThat(new SideBySideCheck(List.of(), 1024 * MEBIBYTE, 2048 * MEBIBYTE).obstacles()).isEmpty();
	}

	@Test
	void isSilentAboutMemoryThatIsNotKnown() {
		assertThat(new SideBySideCheck(List.of(), Long.MAX_VALUE, 0).obstacles()).isEmpty();
	}

	@Test
	void tellsEveryObstacle() {
		assertThat(new SideBySideCheck(List.of("-Dcom.sun.management.jmxremote.port=9010", "-Xloggc:gc.log"),
				Long.MAX_VALUE, MEBIBYTE)
			.obstacles()).hasSize(3);
	}

	private static List<String> obstacles(String argument) {
		return new SideBySideCheck(List.of(argument), 0, MEBIBYTE).obstacles();
	}

}
