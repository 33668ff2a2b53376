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

package io.gracefulrestart.sample;

import java.security.Principal;
import java.time.Instant;

import jakarta.servlet.http.HttpSession;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says who is logged in; see {@link LoginConfiguration}.
 */
@RestController
class AccountController {

	@GetMapping("/account")
	Account account(Principal user, HttpSession session) {
		return new Account(user.getName(), session.getId(), Instant.ofEpochMilli(session.getCreationTime()));
	}

	/**
	 * The answer.
	 *
	 * @param user who is logged in
	 * @param session the session's id
	 * @param since when the session began
	 */
	record Account(String user, String session, Instant since) {

	}

}
