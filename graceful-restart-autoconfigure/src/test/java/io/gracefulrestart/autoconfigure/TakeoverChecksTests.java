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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import io.gracefulrestart.lifecycle.Application;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TakeoverChecks} and {@link HealthGroup}, in an application that runs.
 */
class TakeoverChecksTests {

	private static final String GROUP = "management.endpoint.health.group.readiness.include=readinessState,db,stores";

	private static final String CHECKS = "graceful-restart.handoff.checks=";

	@Test
	void nothingIsInTheWayOfAnApplicationWithoutChecks() {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(obstacle(application)).isEmpty();
		}
	}

	@Test
	void nothingIsAskedWhereThereIsNoReadinessGroup() {
		try (RunningApplication application = RunningApplication.start(Services.class,
				"management.endpoint.health.probes.enabled=false")) {
			application.context().getBean(Services.class).db = Health.down().build();
			assertThat(obstacle(application)).isEmpty();
		}
	}

	@Test
	void nothingIsAskedWhereTheHealthEndpointIsOff() {
		try (RunningApplication application = RunningApplication.start(Services.class, GROUP,
				"management.endpoint.health.access=none")) {
			application.context().getBean(Services.class).db = Health.down().build();
			assertThat(obstacle(application)).isEmpty();
		}
	}

	@Test
	void everyComponentOfTheReadinessGroupThatIsNotUpIsNamedWithItsStatus() {
		try (RunningApplication application = RunningApplication.start(Services.class, GROUP)) {
			Services services = application.context().getBean(Services.class);
			assertThat(obstacle(application)).isEmpty();
			services.db = Health.down().build();
			services.second = Health.outOfService().build();
			assertThat(obstacle(application)).get()
				.asString()
				.startsWith("readiness health group: ")
				.contains("db DOWN", "stores/second OUT_OF_SERVICE")
				.doesNotContain("first", "readinessState");
			services.db = Health.up().build();
			services.second = Health.up().build();
			assertThat(obstacle(application)).isEmpty();
		}
	}

	@Test
	void healthThatDoesNotAnswerIsAnObstacleUntilItDoes() {
		try (RunningApplication application = RunningApplication.start(Services.class, GROUP,
				"graceful-restart.handoff.check-timeout=50ms")) {
			Services services = application.context().getBean(Services.class);
			CountDownLatch answer = new CountDownLatch(1);
			services.until = answer;
			assertThat(obstacle(application)).contains("readiness health group: no answer in time");
			assertThat(obstacle(application)).contains("readiness health group: no answer in time");
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.containsOnlyOnce("graceful-restart-health");
			answer.countDown();
			await().atMost(Duration.ofSeconds(10)).until(() -> obstacle(application).isEmpty());
		}
	}

	@Test
	void applicationThatRefusesTrafficIsNotReady() {
		try (RunningApplication application = RunningApplication.start()) {
			AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
			assertThat(obstacle(application)).contains("readiness REFUSING_TRAFFIC");
		}
	}

	@Test
	void requestsHaveToBeAnsweredWithAStatusBelow400() {
		try (RunningApplication application = RunningApplication.start(Services.class, CHECKS + "/fine,GET /broken")) {
			assertThat(obstacle(application)).contains("GET /broken: HTTP/1.1 500");
			application.context().getBean(Services.class).broken = false;
			assertThat(obstacle(application)).isEmpty();
		}
	}

	@Test
	void requestThatIsNotAnsweredIsGivenUp() {
		try (RunningApplication application = RunningApplication.start(Services.class, CHECKS + "GET /stuck",
				"graceful-restart.handoff.check-timeout=200ms")) {
			CountDownLatch answer = new CountDownLatch(1);
			application.context().getBean(Services.class).until = answer;
			assertThat(obstacle(application)).contains("GET /stuck: no response in time");
			answer.countDown();
		}
	}

	private static Optional<String> obstacle(RunningApplication application) {
		return application.context().getBean(Application.class).obstacle(Deadline.after(Duration.ofSeconds(20)));
	}

	/**
	 * Answers as the test likes.
	 */
	@RestController
	static class Services {

		private volatile Health db = Health.up().build();

		private volatile Health second = Health.up().build();

		private volatile boolean broken = true;

		private volatile CountDownLatch until = new CountDownLatch(0);

		@Bean
		HealthIndicator db() {
			return () -> {
				await(this.until);
				return this.db;
			};
		}

		@Bean
		CompositeHealthContributor stores() {
			HealthIndicator first = () -> Health.up().build();
			HealthIndicator other = () -> this.second;
			return CompositeHealthContributor.fromMap(Map.of("first", first, "second", other));
		}

		@GetMapping("/fine")
		String fine() {
			return "fine";
		}

		@GetMapping("/broken")
		String broken() {
			if (this.broken) {
				throw new IllegalStateException("broken on purpose");
			}
			return "mended";
		}

		@GetMapping("/stuck")
		String stuck() {
			await(this.until);
			return "late";
		}

		private static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
