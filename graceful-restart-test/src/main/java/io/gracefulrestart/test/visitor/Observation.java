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

import java.util.HashSet;
import java.util.Set;

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The looks at one {@link Watch}. There are none after the first at which it was lost.
 * Used by one thread at a time.
 */
final class Observation {

	private final Watch watch;

	private final Set<Answerer> answerers = new HashSet<>();

	private int looks;

	private @Nullable String notTried;

	private @Nullable String lost;

	Observation(Watch watch) {
		this.watch = watch;
	}

	void begin(CookieClient client) {
		try {
			this.notTried = this.watch.begin(client);
		}
		catch (RequestFailedException | RuntimeException ex) {
			this.lost = ex.toString();
		}
	}

	void look(CookieClient client) {
		if (this.notTried != null || this.lost != null) {
			return;
		}
		this.looks++;
		try {
			Look look = this.watch.look(client);
			this.answerers.add(look.answerer());
			this.lost = (look.lost() == null) ? null : lost(look.answerer() + ": " + look.lost());
		}
		catch (RequestFailedException | RuntimeException ex) {
			// The client never sends a request twice: this one has no answer.
			this.lost = lost(ex.toString());
		}
	}

	private String lost(String seen) {
		return "at look %,d, %s".formatted(this.looks, seen);
	}

	Finding finding() {
		if (this.notTried != null) {
			return new Finding(this.watch.label(), Finding.Result.NOT_TRIED, this.notTried);
		}
		if (this.lost != null) {
			return new Finding(this.watch.label(), Finding.Result.LOST, this.lost);
		}
		return new Finding(this.watch.label(), Finding.Result.KEPT,
				this.watch.describe(this.answerers.size(), this.looks));
	}

}
