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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.StayReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server whose connections are all idle.
 */
final class FakeSource implements ConnectionSource {

	final Deque<Integer> idle = new ArrayDeque<>();

	boolean identified;

	boolean ended;

	int claimed;

	int open;

	int givenUp;

	int putBack;

	int refused;

	int left;

	FakeSource(int connections) {
		for (int i = 0; i < connections; i++) {
			this.idle.add(i);
		}
	}

	@Override
	public String name() {
		return "http";
	}

	@Override
	public void identify() {
		this.identified = true;
	}

	@Override
	public void begin(Runnable ready) {
		assertThat(this.identified).isTrue();
	}

	@Override
	public List<Claim> claim(int maximum) {
		List<Claim> claims = new ArrayList<>();
		while (claims.size() < maximum && !this.idle.isEmpty()) {
			claims.add(new FakeClaim(this, this.idle.remove()));
			this.claimed++;
			this.open++;
		}
		return claims;
	}

	@Override
	public void end() {
		this.ended = true;
		this.left = this.idle.size();
	}

	@Override
	public int refused() {
		return this.refused + this.left;
	}

	@Override
	public Map<StayReason, Integer> staying() {
		return Map.of();
	}

}
