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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.gracefulrestart.drain.Unfinished.Kind;

/**
 * Work that a test finishes when it likes; remembers what it was told.
 */
public class FakeWorkload implements Workload {

	private final String name;

	private final List<String> told = Collections.synchronizedList(new ArrayList<>());

	private final AtomicLong completed = new AtomicLong();

	private volatile Census census = Census.NONE;

	private volatile Runnable onCensus = () -> {
	};

	private volatile List<Unfinished> unfinished = List.of();

	public FakeWorkload(String name) {
		this.name = name;
	}

	public FakeWorkload has(Census census) {
		this.census = census;
		return this;
	}

	public FakeWorkload has(int requests, int busy, int idle, int upgraded) {
		return has(new Census(requests, busy, idle, upgraded));
	}

	/**
	 * Do something after the next counting, once.
	 */
	public FakeWorkload then(Runnable action) {
		this.onCensus = action;
		return this;
	}

	/**
	 * Complete requests.
	 */
	public void completes(int requests) {
		this.completed.addAndGet(requests);
	}

	public FakeWorkload cuts(Kind kind, String description, Duration age) {
		List<Unfinished> more = new ArrayList<>(this.unfinished);
		more.add(new Unfinished(this.name, kind, description, null, null, age));
		this.unfinished = List.copyOf(more);
		return this;
	}

	public List<String> told() {
		return List.copyOf(this.told);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Census census() {
		Census counted = this.census;
		Runnable action = this.onCensus;
		this.onCensus = () -> {
		};
		action.run();
		return counted;
	}

	@Override
	public long completed() {
		return this.completed.get();
	}

	@Override
	public void leave(Spread spread) {
		this.told.add("leave");
	}

	@Override
	public void stay() {
		this.told.add("stay");
	}

	@Override
	public int closeIdle(int maximum) {
		this.told.add("closeIdle");
		Census counted = this.census;
		this.census = new Census(counted.requests(), counted.busy(), 0, counted.upgraded());
		return counted.idle();
	}

	@Override
	public List<Unfinished> closeAll() {
		this.told.add("closeAll");
		this.census = Census.NONE;
		return this.unfinished;
	}

}
