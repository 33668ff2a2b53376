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

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.AmountSource;
import io.gracefulrestart.state.CarriedAmounts;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.state.Series;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' counters, summaries and histograms, which go on from where those of the
 * predecessor were, also while requests are in progress there. Thread safe.
 */
public final class PrometheusMeters {

	// Stands for a request for what was counted here.
	private static final PrometheusScrapeRequest OWN = new PrometheusScrapeRequest() {

		@Override
		public String getRequestPath() {
			return "";
		}

		@Override
		public String @Nullable [] getParameterValues(String name) {
			return null;
		}

	};

	private final CarriedAmounts carried;

	private final BooleanSupplier serving;

	private final MeterNames names;

	private final Supplier<CarriedAmounts> others;

	private final PrometheusRegistry registry;

	/**
	 * Create meters.
	 * @param names which of them go on
	 * @param serving tells whether this process serves
	 * @param others what meters show and something else carries; told after the meters,
	 * so that no scrape shows more of it than was told
	 */
	public PrometheusMeters(MeterNames names, BooleanSupplier serving, Supplier<CarriedAmounts> others) {
		this.others = others;
		this.serving = serving;
		this.names = names;
		this.carried = new CarriedAmounts("prometheus", new AmountSource() {

			@Override
			public Map<Series, Amount> own() {
				// Whoever asks has shown it up to the cutover.
				awaitCaughtUp();
				return Snapshots.amounts(registry().scrape(OWN));
			}

			@Override
			public void shown() {
				others.get().refresh();
			}

			@Override
			public boolean isCarried(String name) {
				return names.isCarriedAs(name);
			}

		});
		this.registry = create();
	}

	// A class with a name would be looked at by annotation processors, and with it an
	// annotation of its superclass, which is not on the class path.
	private PrometheusRegistry create() {
		return new PrometheusRegistry() {

			@Override
			public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
				return (request != OWN) ? continued(() -> super.scrape(request), (name) -> true)
						: super.scrape((PrometheusScrapeRequest) null);
			}

			@Override
			public MetricSnapshots scrape(@Nullable Predicate<String> includedNames,
					@Nullable PrometheusScrapeRequest request) {
				return (includedNames != null) ? continued(() -> super.scrape(includedNames, request), includedNames)
						: scrape(request);
			}

		};
	}

	/**
	 * Return the registry.
	 * @return the registry, whose scrapes show what goes on
	 */
	public PrometheusRegistry registry() {
		return this.registry;
	}

	/**
	 * Learn which meters a registry has, from now on.
	 * @param registry a registry on top of this one, without meters
	 */
	public void learn(MeterRegistry registry) {
		this.names.learn(registry);
	}

	/**
	 * Return what is to be carried to the other generation.
	 * @return the state
	 */
	public LiveState state() {
		return this.carried;
	}

	private void awaitCaughtUp() {
		if (!this.carried.isGiven() && (this.carried.hasGiven() || this.serving.getAsBoolean())) {
			this.carried.awaitCaughtUp();
			this.others.get().awaitCaughtUp();
		}
	}

	private MetricSnapshots continued(Supplier<MetricSnapshots> collection, Predicate<String> included) {
		boolean given = this.carried.isGiven();
		awaitCaughtUp();
		MetricSnapshots collected = collection.get();
		// Asked only now: if this process is the one to tell, all of that was counted
		// before anything was given.
		if (this.carried.isAlone()) {
			return collected;
		}
		Map<Series, Amount> asked = this.carried.ask();
		if (given && asked == null) {
			// It serves again since: what it was given back may not be in there.
			awaitCaughtUp();
			collected = collection.get();
		}
		Map<Series, Amount> amounts = (asked != null) ? asked : this.carried.total(Snapshots.amounts(collected));
		return new Rendering(amounts).of(collected, included);
	}

}
