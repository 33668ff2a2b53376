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

package io.gracefulrestart.test.clients;

import java.nio.file.Path;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.JavaInstallations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the application is talked to: both speak HTTP/2 as well as HTTP/1.1.
 */
enum Encryption {

	/**
	 * Without TLS: HTTP/2 by prior knowledge or by upgrade.
	 */
	PLAIN("http"),

	/**
	 * With TLS and a certificate of the test's own: HTTP/2 by ALPN.
	 */
	TLS("https");

	private static final String PASSWORD = "changeit";

	private final String scheme;

	Encryption(String scheme) {
		this.scheme = scheme;
	}

	String url(int port) {
		return this.scheme + "://127.0.0.1:" + port;
	}

	/**
	 * Have the application talk so.
	 * @param launcher starts it
	 * @param directory where a key may be kept
	 * @return a new launcher
	 */
	ApplicationLauncher configure(ApplicationLauncher launcher, Path directory) {
		ApplicationLauncher configured = launcher.arguments("--server.http2.enabled=true");
		if (this == PLAIN) {
			return configured;
		}
		Path store = directory.resolve("key.p12");
		Path keytool = JavaInstallations.selected().home().resolve("bin/keytool");
		try (Program program = Program.start(directory, keytool, "-genkeypair", "-alias", "test", "-keyalg", "EC",
				"-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				store.toString())) {
			assertThat(program.awaitExit()).as(program::describe).isZero();
		}
		return configured.arguments("--server.ssl.key-store=" + store, "--server.ssl.key-store-password=" + PASSWORD);
	}

}
