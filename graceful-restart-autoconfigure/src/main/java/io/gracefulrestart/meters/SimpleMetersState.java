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

package io.gracefulrestart.meters;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.AmountSource;
import io.gracefulrestart.state.CarriedAmounts;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.state.Series;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SimpleMeters} carry, if there are any. Thread safe.
 */
public final class SimpleMetersState {

	private final MeterNames names;

	private final AtomicReference<@Nullable AmountSource> source = new AtomicReference<>();

	private final CarriedAmounts carried = new CarriedAmounts("meters", this::own);

	/**
	 * Create the state.
	 * @param names which meters go on
	 */
	public SimpleMetersState(MeterNames names) {
		this.names = names;
	}

	/**
	 * Carry what a registry counts.
	 * @param registry the registry
	 * @return what is carried
	 */
	CarriedAmounts carry(SimpleMeters registry) {
		this.source.set(registry.source(this.names));
		return this.carried;
	}

	private Map<Series, Amount> own() {
		AmountSource current = this.source.get();
		return (current != null) ? current.own() : new HashMap<>();
	}

	/**
	 * Return what is to be carried to the other generation.
	 * @return the state
	 */
	public LiveState state() {
		return this.carried;
	}

}
