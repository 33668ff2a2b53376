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

package io.gracefulrestart.drain;

import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A workload that cannot keep the others from being drained: one that throws, which may
 * be the application's own, is waited for no more, and cut in the end.
 */
final class GuardedWorkload implements Workload {

	private static final Log logger = LogFactory.getLog(GuardedWorkload.class);

	private final Workload delegate;

	private boolean failed;

	private long completed;

	GuardedWorkload(Workload delegate) {
		this.delegate = delegate;
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public Census census() {
		return ask(this.delegate::census, Census.NONE);
	}

	@Override
	public long completed() {
		this.completed = ask(this.delegate::completed, this.completed);
		return this.completed;
	}

	@Override
	public long accepted() {
		return this.delegate.accepted();
	}

	@Override
	public void leave(Spread spread) {
		ask(() -> {
			this.delegate.leave(spread);
			return true;
		}, false);
	}

	@Override
	public void stay() {
		try {
			this.delegate.stay();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Connections of '" + name() + "' may still be told to leave", ex);
		}
	}

	@Override
	public int closeIdle(int maximum) {
		return ask(() -> this.delegate.closeIdle(maximum), 0);
	}

	@Override
	public int closeFinished(boolean graceOver) {
		return ask(() -> this.delegate.closeFinished(graceOver), 0);
	}

	@Override
	public int webSockets() {
		return ask(this.delegate::webSockets, 0);
	}

	@Override
	public int closeWebSockets(int maximum) {
		return ask(() -> this.delegate.closeWebSockets(maximum), 0);
	}

	@Override
	public List<Unfinished> closeAll() {
		try {
			return this.delegate.closeAll();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("What is left of '" + name() + "' could not be closed", ex);
			return List.of();
		}
	}

	private <T> T ask(Supplier<T> question, T nothing) {
		if (this.failed) {
			return nothing;
		}
		try {
			return question.get();
		}
		catch (RuntimeException | Error ex) {
			this.failed = true;
			logger.warn("Drain does not wait for '" + name() + "' any more, which failed", ex);
			return nothing;
		}
	}

}
