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

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/**
 * Tells from an exception what the client saw. It goes by type and phase, never by
 * message: the messages are the C library's, in the language of the machine.
 */
final class FailureClassifier {

	private FailureClassifier() {
	}

	/**
	 * Classify.
	 * @param failure what connecting, reading or parsing has thrown; not what writing has
	 * thrown, because the answer to "broken pipe" is what can still be read
	 * @param phase how far the request had got
	 * @param timedOut whether our own deadline closed the connection
	 * @return a failure, never {@link Outcome#OK}
	 */
	static Outcome classify(IOException failure, Phase phase, boolean timedOut) {
		if (phase == Phase.CONNECTING) {
			return timedOut ? Outcome.CONNECT_TIMEOUT : notConnected(failure);
		}
		if (timedOut) {
			return Outcome.TIMEOUT;
		}
		if (failure instanceof MalformedResponseException) {
			return Outcome.MALFORMED;
		}
		boolean begun = (phase == Phase.RECEIVING);
		if (failure instanceof EOFException) {
			return begun ? Outcome.EARLY_END : Outcome.EOF_BEFORE_RESPONSE;
		}
		return begun ? Outcome.RESET_IN_RESPONSE : Outcome.RESET_BEFORE_RESPONSE;
	}

	private static Outcome notConnected(IOException failure) {
		if (failure instanceof BindException || failure instanceof NoRouteToHostException) {
			return Outcome.CONNECT_FAILED;
		}
		// ETIMEDOUT is a ConnectException too, but takes two minutes: our deadline is
		// first.
		return (failure instanceof ConnectException) ? Outcome.REFUSED : Outcome.RESET_BEFORE_RESPONSE;
	}

}
