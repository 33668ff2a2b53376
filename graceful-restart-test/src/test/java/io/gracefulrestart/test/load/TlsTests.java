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

package io.gracefulrestart.test.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.gracefulrestart.test.process.JavaInstallations;
import io.gracefulrestart.test.process.SelfSignedCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same clients over TLS.
 */
class TlsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	static Path directory;

	private static ServerSocketFactory factory;

	@BeforeAll
	static void createServerContext() throws IOException, GeneralSecurityException, InterruptedException {
		SelfSignedCertificate certificate = SelfSignedCertificate.create(directory, JavaInstallations.selected());
		KeyStore store = KeyStore.getInstance("PKCS12");
		char[] password = SelfSignedCertificate.PASSWORD.toCharArray();
		try (InputStream input = Files.newInputStream(certificate.keyStore())) {
			store.load(input, password);
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, password);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		factory = context.getServerSocketFactory();
	}

	@Test
	void connectionIsKeptUntilTheServerAnnouncesItsEnd() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami();
			connection.readRequest();
			connection.answerWhoami("Connection: close").close();
		}, factory); ClientRun run = run(server)) {
			run.request().request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK, Outcome.OK);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITH_WARNING);
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	@Test
	void whenConnectionIsClosedSilentlyThenNextRequestFails() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami();
			connection.readRequest();
			connection.close();
		}, factory); ClientRun run = run(server)) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EOF_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenConnectionIsClosedInAResponseThenEarlyEnd() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").close();
		}, factory); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.EARLY_END);
		}
	}

	@Test
	void whenServerSpeaksNoTlsThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer(
				(connection) -> connection.send("HTTP/1.1 400 Bad\r\n\r\n").close()); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).hasSize(1).doesNotContain(Outcome.OK);
		}
	}

	private static ClientRun run(ScriptedServer server) {
		return new ClientRun(LoadPattern.tlsKeepAlive(Pace.BACK_TO_BACK),
				new Target(server.address(), Target.Security.TLS), PATIENCE);
	}

}
