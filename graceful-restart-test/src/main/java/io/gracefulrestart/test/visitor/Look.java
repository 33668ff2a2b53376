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

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.HttpReply;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at one look.
 *
 * @param answerer who answered
 * @param lost what is not as it was, or {@code null}
 */
record Look(Answerer answerer, @Nullable String lost) {

	static Look kept(HttpReply reply) {
		return new Look(reply.answerer(), null);
	}

	static Look lost(HttpReply reply, String lost) {
		return new Look(reply.answerer(), lost);
	}

	/**
	 * What came is not what was asked for.
	 * @param reply what came
	 * @param path what was asked for
	 * @return such a look
	 */
	static Look unexpected(HttpReply reply, String path) {
		return lost(reply, describe(reply, path));
	}

	static String describe(HttpReply reply, String path) {
		return path + " answered " + reply.status() + reply.header("Location").map((to) -> " to " + to).orElse("");
	}

}
