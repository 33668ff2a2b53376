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

package io.gracefulrestart.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.drain.DrainSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Makes the settings of the drain, and says which of its times contradict each other or
 * those of others.
 */
final class DrainSettingsFactory {

	private static final Log logger = LogFactory.getLog(DrainSettingsFactory.class);

	private static final String PREFIX = "graceful-restart.drain.";

	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration PHASE_DEFAULT = Duration.ofSeconds(30);

	private final GracefulRestartProperties.Drain properties;

	private final Binder binder;

	private final @Nullable Duration phase;

	private final boolean withoutGrace;

	/**
	 * Create a factory.
	 * @param properties the properties
	 * @param environment what else is configured
	 * @param withoutGrace whether nobody waits for idle clients, as in tests
	 */
	DrainSettingsFactory(GracefulRestartProperties.Drain properties, Environment environment, boolean withoutGrace) {
		this.properties = properties;
		this.binder = Binder.get(environment);
		this.phase = this.binder.bind(PHASE, Duration.class).orElse(null);
		this.withoutGrace = withoutGrace && !isSet("keep-alive-grace");
	}

	private boolean isSet(String property) {
		return this.binder.bind(PREFIX + property, String.class).isBound();
	}

	DrainSettings create() {
		Duration timeout = this.properties.getTimeout();
		Duration stopTimeout = this.properties.getStopTimeout();
		DrainSettings settings = new DrainSettings(notNegative("delay", this.properties.getDelay()),
				notNegative("timeout", (timeout != null) ? timeout : (this.phase != null) ? this.phase : PHASE_DEFAULT),
				this.withoutGrace ? Duration.ZERO
						: notNegative("keep-alive-grace", this.properties.getKeepAliveGrace()),
				notNegative("streams-timeout", this.properties.getStreamsTimeout()),
				notNegative("spread", this.properties.getSpread()),
				(stopTimeout != null) ? positive("stop-timeout", stopTimeout) : null);
		contradictions(settings)
			.forEach((contradiction) -> logger.warn("Times of the drain contradict each other: " + contradiction));
		return settings;
	}

	/**
	 * Return what contradicts each other.
	 * @param settings the settings
	 * @return the contradictions, each with what comes of it
	 */
	List<String> contradictions(DrainSettings settings) {
		List<String> contradictions = new ArrayList<>();
		Duration timeout = settings.timeout();
		if (this.properties.getTimeout() != null && this.phase != null && isLonger(timeout, this.phase)) {
			contradictions.add(text("timeout", timeout) + " is longer than " + PHASE + " of " + text(this.phase)
					+ "; the drain comes before Spring's phases, and has its own time");
		}
		Duration limit = settings.limit();
		Duration whole = settings.delay().plus(timeout);
		if (limit != null && settings.stopTimeout() != null && isLonger(whole, limit)) {
			contradictions.add(text("delay", settings.delay()) + " and " + text("timeout", timeout) + " do not fit in "
					+ text("stop-timeout", settings.stopTimeout()) + "; what is in progress is cut after "
					+ text(limit));
		}
		// A default that is too long was not meant to be.
		if (isSet("streams-timeout") && isLonger(settings.streamsTimeout(), timeout)) {
			contradictions.add(text("streams-timeout", settings.streamsTimeout()) + " is longer than "
					+ text("timeout", timeout) + "; streams are ended before that");
		}
		if (isSet("keep-alive-grace") && isLonger(settings.keepAliveGrace(), timeout)) {
			contradictions.add(text("keep-alive-grace", settings.keepAliveGrace()) + " is longer than "
					+ text("timeout", timeout) + "; idle connections are closed then");
		}
		return contradictions;
	}

	private static boolean isLonger(Duration one, Duration other) {
		return one.compareTo(other) > 0;
	}

	private static String text(String property, Duration duration) {
		return PREFIX + property + " of " + text(duration);
	}

	private static String text(Duration duration) {
		return duration.toMillis() + " ms";
	}

	/**
	 * Return the code with which WebSocket sessions are closed.
	 * @param properties the properties
	 * @return the code
	 */
	static int closeCode(GracefulRestartProperties.Drain properties) {
		int code = properties.getWebSocketCloseCode();
		boolean named = code >= 1000 && code <= 1013 && (code < 1004 || code > 1006) && code != 1010;
		if (!named && (code < 3000 || code > 4999)) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "web-socket-close-code", code,
					"A server closes with a code from 1000 to 1013 that RFC 6455 lets it send, or with one of its own from 3000 to 4999.");
		}
		return code;
	}

	private static Duration positive(String property, Duration duration) {
		if (duration.isZero()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, duration,
					"Nothing can be finished in no time.");
		}
		return notNegative(property, duration);
	}

	// An empty value becomes null.
	private static Duration notNegative(String property, @Nullable Duration duration) {
		if (duration == null) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, "",
					"A duration is needed, such as 5s.");
		}
		if (duration.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, duration,
					"A duration may not be negative.");
		}
		return duration;
	}

}
