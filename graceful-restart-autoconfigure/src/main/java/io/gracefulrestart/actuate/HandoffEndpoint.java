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

package io.gracefulrestart.actuate;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.gracefulrestart.Restart;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Actuator endpoint {@code handoff}: what this process does in the chain of restarts, and
 * the way to ask for one. Read-only unless
 * {@code management.endpoint.handoff.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "handoff", defaultAccess = Access.READ_ONLY)
public class HandoffEndpoint {

	private static final int ACCEPTED = 202;

	private static final int BAD_REQUEST = 400;

	private static final int CONFLICT = 409;

	// Of a reason, which goes into both processes' logs.
	private static final int REASON = 200;

	private final GracefulRestartLifecycle lifecycle;

	/**
	 * Create the endpoint.
	 * @param lifecycle the lifecycle to show
	 */
	public HandoffEndpoint(GracefulRestartLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	/**
	 * Show this instant. The request for it is itself among those in progress.
	 * @return the description
	 */
	@ReadOperation
	public HandoffDescriptor handoff() {
		return HandoffDescriptor.of(this.lifecycle.report());
	}

	/**
	 * Restart, rehearse, or roll back. The request for it is not waited for by any drain.
	 * @param action {@code restart} (the default), {@code rehearse} or {@code rollback}
	 * @param wait {@code serving} (the default): answer when the successor serves and the
	 * idle connections have moved, or will not; {@code probation}: when the probation is
	 * over as well; {@code false}: at once
	 * @param reason why, for the log; only of a rollback. Its first {@value #REASON}
	 * characters are taken, and control characters become spaces: a line of the log is
	 * nobody's to forge
	 * @return a {@link RestartDescriptor} with status 200 if it has succeeded, 409 if it
	 * was refused, 500 if not; the {@linkplain #handoff() description} with status 202 if
	 * it was not waited for; status 400 if an argument is none of these
	 */
	@WriteOperation
	public WebEndpointResponse<Object> handoff(@Nullable String action, @Nullable String wait,
			@Nullable String reason) {
		String what = (action != null) ? action.toLowerCase(Locale.ROOT) : "restart";
		String until = (wait != null) ? wait.toLowerCase(Locale.ROOT) : "serving";
		if (!until.equals("serving") && !until.equals("true") && !until.equals("probation") && !until.equals("false")) {
			return bad("wait is '" + wait + "'; it can be 'serving', 'probation' or 'false'");
		}
		return switch (what) {
			case "restart", "rehearse" -> {
				this.lifecycle.setRequestAside();
				yield answer(what.equals("restart") ? this.lifecycle.restart() : this.lifecycle.rehearse(), until);
			}
			case "rollback" -> {
				this.lifecycle.setRequestAside();
				yield answer(this.lifecycle
					.rollBack(oneLine((reason != null) ? reason : "asked for at the actuator endpoint")));
			}
			default -> bad("action is '" + action + "'; it can be 'restart', 'rehearse' or 'rollback'");
		};
	}

	static String oneLine(String reason) {
		return reason.substring(0, Math.min(REASON, reason.length())).replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
	}

	private static WebEndpointResponse<Object> bad(String problem) {
		return new WebEndpointResponse<>(Map.of("error", problem), BAD_REQUEST);
	}

	private WebEndpointResponse<Object> answer(Restart restart, String until) {
		if (until.equals("false") && !restart.served().toCompletableFuture().isDone()) {
			return new WebEndpointResponse<>(handoff(), ACCEPTED);
		}
		return answer(join(until.equals("probation") ? restart.settled() : restart.served()));
	}

	private static RestartResult join(CompletionStage<RestartResult> stage) throws CompletionException {
		return stage.toCompletableFuture().join();
	}

	private static WebEndpointResponse<Object> answer(RestartResult result) {
		int status = switch (result.outcome()) {
			case SUCCEEDED -> WebEndpointResponse.STATUS_OK;
			case REFUSED -> CONFLICT;
			case ROLLED_BACK -> (result.kind() == RestartKind.ROLLBACK) ? WebEndpointResponse.STATUS_OK
					: WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
			case FAILED -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
		};
		return new WebEndpointResponse<>(RestartDescriptor.of(result), status);
	}

}
