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

package io.gracefulrestart.listener;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SystemdEnvironment}, {@link ServerStarterEnvironment} and
 * {@link InheritedEnvironment}.
 */
class InheritedEnvironmentTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			# LISTEN_PID | LISTEN_FDS | LISTEN_FDNAMES    | read
			-            | -          | -                 | []
			4711         | -          | -                 | []
			-            | 1          | http              | []
			4712         | 1          | http              | []
			4712         | x          | -                 | []
			4711         | 1          | -                 | [unknown=3]
			4711         | 3          | -                 | [unknown=3, unknown=4, unknown=5]
			4711         | 1          | http              | [http=3]
			4711         | 2          | http:management   | [http=3, management=4]
			4711         | 2          | web:web           | [web=3, web=4]
			4711         | 2          | app.socket:       | [app.socket=3, =4]
			""")
	void systemdIsRead(@Nullable String pid, @Nullable String count, @Nullable String names, String read)
			throws InheritedListenerException {
		List<InheritedDescriptor> descriptors = SystemdEnvironment.read(environment(pid, count, names), 4711);
		assertThat(descriptors).allMatch((descriptor) -> descriptor.origin() == Origin.SYSTEMD);
		assertThat(format(descriptors)).isEqualTo(read);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			4711 | 0           | -    | LISTEN_FDS     | 0           | it is not a number of descriptors
			4711 | -1          | -    | LISTEN_FDS     | -1          | it is not a number of descriptors
			4711 | two         | -    | LISTEN_FDS     | two         | it is not a number of descriptors
			4711 | ''          | -    | LISTEN_FDS     | ''          | it is not a number of descriptors
			4711 | 99999999999 | -    | LISTEN_FDS     | 99999999999 | it is not a number of descriptors
			4711 | 2147483647  | -    | LISTEN_FDS     | 2147483647  | it is more than 65536
			me   | 1           | -    | LISTEN_PID     | me          | it is not a process id
			0    | 1           | -    | LISTEN_PID     | 0           | it is not a process id
			4711 | 2           | http | LISTEN_FDNAMES | http        | it has 1 names for 2 descriptors
			4711 | 1           | a:b  | LISTEN_FDNAMES | a:b         | it has 2 names for 1 descriptors
			""")
	void systemdIsRefused(String pid, String count, @Nullable String names, String variable, String value,
			String reason) {
		assertThatExceptionOfType(InheritedListenerException.class)
			.isThrownBy(() -> SystemdEnvironment.read(environment(pid, count, names), 4711))
			.withMessage("Environment variable " + variable + "=" + value + " cannot be used: " + reason
					+ ". Start the application by the supervisor that sets it (from a script, with 'exec'),"
					+ " or remove it")
			.satisfies((ex) -> {
				assertThat(ex.variable()).isEqualTo(variable);
				assertThat(ex.value()).isEqualTo(value);
				assertThat(ex.reason()).isEqualTo(reason);
			});
	}

	@Test
	void descriptorsThatAreNotOpenAreRefusedByTheCountThatPromisesThem() {
		Map<String, String> environment = environment("4711", "500", null);
		assertThatExceptionOfType(InheritedListenerException.class)
			.isThrownBy(() -> InheritedListeners.of(environment, 4711))
			.satisfies((ex) -> {
				assertThat(ex.variable()).isEqualTo("LISTEN_FDS");
				assertThat(ex.value()).isEqualTo("500");
				assertThat(ex.reason()).startsWith("descriptor 3 is not ");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			-                               | []
			''                              | []
			8080=3                          | [8080=3]
			0.0.0.0:8080=3                  | [0.0.0.0:8080=3]
			[::1]:80=4;127.0.0.1:80=5       | [[::1]:80=4, 127.0.0.1:80=5]
			8080=3;/run/app.sock=4          | [8080=3, /run/app.sock=4]
			/run/a=b.sock=4                 | [/run/a=b.sock=4]
			""")
	void serverStarterIsRead(@Nullable String value, String read) throws InheritedListenerException {
		List<InheritedDescriptor> descriptors = ServerStarterEnvironment.read(starter(value));
		assertThat(descriptors).allMatch((descriptor) -> descriptor.origin() == Origin.SERVER_STARTER);
		assertThat(format(descriptors)).isEqualTo(read);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			8080         | '8080' is not of the form host:port=fd
			8080=3;      | '' is not of the form host:port=fd
			=3           | '=3' is not of the form host:port=fd
			8080=three   | 'three' is not a descriptor
			8080=        | '' is not a descriptor
			8080=-1      | '-1' is not a descriptor
			""")
	void serverStarterIsRefused(String value, String reason) {
		assertThatExceptionOfType(InheritedListenerException.class)
			.isThrownBy(() -> ServerStarterEnvironment.read(starter(value)))
			.satisfies((ex) -> {
				assertThat(ex.variable()).isEqualTo("SERVER_STARTER_PORT");
				assertThat(ex.value()).isEqualTo(value);
				assertThat(ex.reason()).isEqualTo(reason);
			});
	}

	@ParameterizedTest
	@CsvSource({ "8080, 8080, true", "0.0.0.0:8080, 8080, true", "[::1]:8080, 8080, true", "0, 8080, true",
			"8081, 8080, false", "0.0.0.0:80, 8080, false", "/run/app.sock, 8080, false" })
	void serverStartersNameIsComparedWithThePort(String name, int port, boolean isTrue) {
		assertThat(ServerStarterEnvironment.isTrue(name, new InetSocketAddress(port))).isEqualTo(isTrue);
	}

	@Test
	void serverStartersPathIsAPath() {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of("/run/app.sock");
		assertThat(ServerStarterEnvironment.isTrue("app.sock", address)).isTrue();
		assertThat(ServerStarterEnvironment.isTrue("8080", address)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "http, true", "app.socket, false", "unknown, false", "'', false", "stored, false",
			"connection, false" })
	void nameThatNobodyChoseMeansNothing(String name, boolean isOwn) {
		assertThat(new InheritedDescriptor(name, 3, Origin.SYSTEMD, "LISTEN_FDS", "1").hasOwnName()).isEqualTo(isOwn);
	}

	@Test
	void variablesThatAreForThisProcessAloneAreKnown() {
		assertThat(InheritedEnvironment.variables()).containsExactlyInAnyOrder("LISTEN_PID", "LISTEN_FDS",
				"LISTEN_FDNAMES", "LISTEN_PIDFDID", "SERVER_STARTER_PORT", "SERVER_STARTER_GENERATION");
	}

	private static Map<String, String> environment(@Nullable String pid, @Nullable String count,
			@Nullable String names) {
		Map<String, String> environment = new HashMap<>();
		environment.put("LISTEN_PID", pid);
		environment.put("LISTEN_FDS", count);
		environment.put("LISTEN_FDNAMES", names);
		environment.values().removeIf((value) -> value == null);
		return environment;
	}

	private static Map<String, String> starter(@Nullable String value) {
		return (value != null) ? Map.of("SERVER_STARTER_PORT", value) : Map.of();
	}

	private static String format(List<InheritedDescriptor> descriptors) {
		List<String> formatted = new ArrayList<>();
		descriptors.forEach((descriptor) -> formatted.add(descriptor.name() + "=" + descriptor.number()));
		return formatted.toString();
	}

}
