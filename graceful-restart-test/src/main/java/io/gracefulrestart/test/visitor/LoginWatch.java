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

package io.gracefulrestart.test.visitor;

import java.util.Optional;

import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Somebody is logged in with Spring Security, and stays so in the same session.
 */
final class LoginWatch implements Watch {

	private final String user;

	private final String password;

	private @Nullable Account account;

	LoginWatch(String user, String password) {
		this.user = user;
		this.password = password;
	}

	@Override
	public String label() {
		return "Login";
	}

	@Override
	public @Nullable String begin(CookieClient client) throws RequestFailedException {
		Optional<String> token = FormLogin.token(client, "/login");
		if (token.isEmpty()) {
			return "there is no form at /login";
		}
		if (!FormLogin.logIn(client, token.get(), this.user, this.password)) {
			return this.user + " was not let in";
		}
		HttpReply reply = client.get(Account.PATH);
		this.account = Account.of(reply).orElse(null);
		return (this.account != null) ? null : Look.describe(reply, Account.PATH);
	}

	@Override
	public Look look(CookieClient client) throws RequestFailedException {
		HttpReply reply = client.get(Account.PATH);
		Optional<Account> now = Account.of(reply);
		if (now.isEmpty()) {
			return Look.unexpected(reply, Account.PATH);
		}
		return now.get().equals(this.account) ? Look.kept(reply)
				: Look.lost(reply, this.account + " is now " + now.get());
	}

	@Override
	public String describe(int processes, int looks) {
		return "%s, the same session in %s, asked %,d times".formatted(this.user, Finding.processes(processes), looks);
	}

}
