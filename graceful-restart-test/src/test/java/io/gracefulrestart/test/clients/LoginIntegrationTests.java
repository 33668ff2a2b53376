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

import java.net.http.HttpClient.Version;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.AnyCertificate;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;
import io.gracefulrestart.test.visitor.Account;
import io.gracefulrestart.test.visitor.CookieClient;
import io.gracefulrestart.test.visitor.FormLogin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever has logged in with Spring Security is logged in at the next version, and
 * whoever has logged out is not.
 */
@Timeout(180)
class LoginIntegrationTests {

	private static final String NAME = "demo";

	private static final String PASSWORD = "demo";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final List<CookieClient> clients = new ArrayList<>();

	@AfterEach
	void close() {
		this.clients.forEach(CookieClient::close);
	}

	@Test
	void loginHoldsOverTwoHandoffsUntilTheLogout() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher();
		ApplicationProcess first = this.run.startServing(launcher);
		CookieClient client = client(this.run.port());
		assertThat(logIn(client, PASSWORD)).isTrue();
		Account account = account(client);
		assertThat(account.user()).isEqualTo(NAME);
		assertThat(account.session()).isEqualTo(client.cookie("JSESSIONID"));
		String formOfTheFirst = FormLogin.token(client, "/logout").orElseThrow();
		ApplicationProcess second = this.run.startSuccessor(launcher);
		assertThat(account(client)).isEqualTo(account);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		ApplicationProcess third = this.run.startSuccessor(launcher);
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isZero();
		HttpReply reply = client.get(Account.PATH);
		assertThat(Account.of(reply)).hasValue(account);
		assertThat(reply.answerer().pid()).isEqualTo(third.pid());
		assertThat(FormLogin.logOut(client, formOfTheFirst)).as("with a token that is two processes old").isTrue();
		assertLoggedOut(client);
	}

	@Test
	void whoHasLoggedOutIsLoggedOutAtTheSuccessor() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher();
		ApplicationProcess first = this.run.startServing(launcher);
		CookieClient client = client(this.run.port());
		CookieClient other = client(this.run.port());
		assertThat(logIn(client, PASSWORD)).isTrue();
		assertThat(logIn(other, PASSWORD)).isTrue();
		ApplicationProcess second = this.run.startSuccessor(launcher);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(FormLogin.logOut(client, FormLogin.token(client, "/logout").orElseThrow())).isTrue();
		assertLoggedOut(client);
		this.run.startSuccessor(launcher);
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isZero();
		assertLoggedOut(client);
		assertThat(account(other).session()).isEqualTo(other.cookie("JSESSIONID"));
	}

	@Test
	void formOfThePredecessorIsTakenByTheSuccessor() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher();
		ApplicationProcess first = this.run.startServing(launcher);
		CookieClient guesses = client(this.run.port());
		String guessed = FormLogin.token(guesses, "/login").orElseThrow();
		CookieClient knows = client(this.run.port());
		String known = FormLogin.token(knows, "/login").orElseThrow();
		this.run.startSuccessor(launcher);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(FormLogin.logIn(guesses, guessed, NAME, "guessed")).isFalse();
		assertLoggedOut(guesses);
		assertThat(FormLogin.logIn(knows, known, NAME, PASSWORD)).isTrue();
		assertThat(account(knows).session()).isEqualTo(knows.cookie("JSESSIONID"));
	}

	@Test
	void whoLogsInAtAPredecessorThatDrainsIsLoggedInAtTheSuccessor() throws Exception {
		ApplicationLauncher launcher = SampleRun.quickJvm(this.run.launcher())
			.arguments("--graceful-restart.handoff.connections=false", "--graceful-restart.drain.keep-alive-grace=20s");
		ApplicationProcess first = this.run.startServing(launcher);
		CookieClient client = client(this.run.port());
		String token = FormLogin.token(client, "/login").orElseThrow();
		this.run.startSuccessor(launcher);
		HttpReply login = FormLogin.submit(client, token, NAME, PASSWORD);
		assertThat(login.answerer().pid()).as("on the connection that has stayed there").isEqualTo(first.pid());
		assertThat(login.announcesClose()).isTrue();
		assertThat(Clients.whoServes(this.run.port()).pid()).isNotEqualTo(first.pid());
		assertThat(account(client).session()).isEqualTo(client.cookie("JSESSIONID"));
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(account(client).user()).isEqualTo(NAME);
	}

	@Test
	void loginHoldsOverHttp2() throws Exception {
		int plain = FreePort.next();
		ApplicationLauncher launcher = Encryption.TLS.configure(this.run.quickLauncher(), this.run.directory())
			.arguments("--sample.internal-port=" + plain);
		ApplicationProcess first = this.run.startServing(launcher);
		CookieClient client = client(plain);
		assertThat(logIn(client, PASSWORD)).isTrue();
		String session = account(client).session();
		String before = overHttp2(session);
		assertThat(before).contains(NAME, session);
		this.run.startSuccessor(launcher);
		assertThat(overHttp2(session)).isEqualTo(before);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(overHttp2(session)).isEqualTo(before);
	}

	// On a new connection: this client gives up what it has sent when a GOAWAY comes.
	private String overHttp2(String session) throws Exception {
		try (SessionTransport http2 = SessionTransport.encrypted(this.run.port(), Version.HTTP_2,
				AnyCertificate.context())) {
			return http2.get(Account.PATH, session);
		}
	}

	private CookieClient client(int port) {
		CookieClient client = new CookieClient(Clients.HOST, port, SampleRun.PATIENCE);
		this.clients.add(client);
		return client;
	}

	private static boolean logIn(CookieClient client, String password) throws RequestFailedException {
		return FormLogin.logIn(client, FormLogin.token(client, "/login").orElseThrow(), NAME, password);
	}

	private static Account account(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(Account.PATH);
		return Account.of(reply).orElseThrow(() -> new AssertionError("Not logged in: " + reply));
	}

	private static void assertLoggedOut(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(Account.PATH);
		assertThat(reply.status()).as(reply.toString()).isEqualTo(302);
		assertThat(reply.header("Location").orElse("")).endsWith("/login");
	}

}
