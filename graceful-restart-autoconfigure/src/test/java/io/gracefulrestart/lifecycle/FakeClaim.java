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

package io.gracefulrestart.lifecycle;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.MovableSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A claim that can be ended once.
 */
final class FakeClaim implements Claim {

	private final FakeSource source;

	private final int number;

	private boolean over;

	FakeClaim(FakeSource source, int number) {
		this.source = source;
		this.number = number;
	}

	@Override
	public MovableSocket socket() {
		throw new UnsupportedOperationException("Nothing is passed");
	}

	@Override
	public ConnectionState state() {
		throw new UnsupportedOperationException("Nothing is passed");
	}

	@Override
	public void putBack() {
		end();
		this.source.putBack++;
		this.source.idle.add(this.number);
	}

	@Override
	public void refuse() {
		end();
		this.source.refused++;
	}

	@Override
	public void giveUp() {
		end();
		this.source.givenUp++;
	}

	private void end() {
		assertThat(this.over).as("claim that was ended before").isFalse();
		this.over = true;
		this.source.open--;
	}

}
