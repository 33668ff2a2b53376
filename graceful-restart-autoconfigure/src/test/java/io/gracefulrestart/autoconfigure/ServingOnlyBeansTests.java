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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.GracefulRestart;
import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.handoff.TestPredecessor;
import io.gracefulrestart.lifecycle.Application;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServingOnlyBeans}, in applications that run. One that waits for a
 * check which never passes is a successor whose predecessor serves on.
 * <p>
 * Long, because each kind of bean has its tests, and its own fixture.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ServingOnlyBeansTests {

	private static final String SCHEDULER = "graceful-restart.lifecycle.serving-only=taskScheduler";

	private static final Duration LONG = Duration.ofSeconds(20);

	@TempDir
	private Path directory;

	@Test
	void firstGenerationWorksWhenItServes() {
		try (RunningApplication application = RunningApplication.start(Ticking.class, SCHEDULER)) {
			Ticks ticks = application.context().getBean(Ticks.class);
			await().atMost(LONG).until(() -> ticks.count.get() > 2);
			assertThat(ticks.states).first().isEqualTo(State.SERVING);
		}
	}

	@Test
	void switchedOffTheBeansAreOrdinaryOnes() {
		try (RunningApplication application = RunningApplication.start(Ticking.class, SCHEDULER,
				"graceful-restart.enabled=false")) {
			Ticks ticks = application.context().getBean(Ticks.class);
			await().atMost(LONG).until(() -> ticks.count.get() > 2);
		}
	}

	@Test
	void noScheduledMethodRunsInASuccessorBeforeItMay() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(socket());
				RunningApplication application = startSuccessor(predecessor, Ticking.class, SCHEDULER)) {
			Ticks ticks = application.context().getBean(Ticks.class);
			awaitATickThatWaits(application);
			assertThat(ticks.count).hasValue(0);
			Application controls = application.context().getBean(Application.class);
			controls.startServingOnly();
			await().atMost(LONG).until(() -> ticks.count.get() > 2);
			controls.stopServingOnly(Deadline.after(LONG));
			int stopped = ticks.count.get();
			awaitATickThatWaits(application);
			assertThat(ticks.count).hasValue(stopped);
			controls.startServingOnly();
			await().atMost(LONG).until(() -> ticks.count.get() > stopped + 2);
		}
	}

	@Test
	void stopWaitsForTheMethodThatRuns() throws Exception {
		try (RunningApplication application = RunningApplication.start(Ticking.class, SCHEDULER)) {
			Ticks ticks = application.context().getBean(Ticks.class);
			CountDownLatch going = new CountDownLatch(1);
			ticks.going = going;
			await().atMost(LONG).until(() -> ticks.running);
			Application controls = application.context().getBean(Application.class);
			controls.stopServingOnly(Deadline.after(Duration.ofMillis(100)));
			assertThat(ticks.running).isTrue();
			controls.startServingOnly();
			Thread stop = new Thread(() -> controls.stopServingOnly(Deadline.after(LONG)));
			stop.start();
			await().atMost(LONG).until(() -> stop.getState() == Thread.State.TIMED_WAITING);
			going.countDown();
			stop.join();
			assertThat(ticks.running).isFalse();
		}
	}

	@Test
	void whatDoesNotStopInTimeIsNamed(CapturedOutput output) {
		try (RunningApplication application = RunningApplication.start(Ticking.class, SCHEDULER)) {
			Ticks ticks = application.context().getBean(Ticks.class);
			CountDownLatch going = new CountDownLatch(1);
			ticks.going = going;
			await().atMost(LONG).until(() -> ticks.running);
			application.context().getBean(Application.class).stopServingOnly(Deadline.after(Duration.ofMillis(100)));
			assertThat(output).contains("has not stopped in time: [taskScheduler]");
			going.countDown();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.task.scheduling.shutdown.await-termination=false",
			"spring.task.scheduling.shutdown.await-termination=true" })
	void whatWaitsInASuccessorThatEndsIsNeverRun(String property) throws Exception {
		Ticks ticks;
		try (TestPredecessor predecessor = new TestPredecessor(socket());
				RunningApplication application = startSuccessor(predecessor, Ticking.class, SCHEDULER,
						"spring.task.scheduling.pool.size=4", property)) {
			ticks = application.context().getBean(Ticks.class);
			scheduleOnce(application, ticks);
			awaitTicksThatWait(application, 3);
		}
		assertThat(ticks.count).hasValue(0);
		assertThat(ticks.seconds).hasValue(0);
		assertThat(ticks.once).hasValue(0);
	}

	@Test
	void whatWaitsInAPredecessorThatEndsIsNeverRun() {
		Ticks ticks;
		int stopped;
		int seconds;
		try (RunningApplication application = RunningApplication.start(Ticking.class, SCHEDULER,
				"spring.task.scheduling.pool.size=4")) {
			ticks = application.context().getBean(Ticks.class);
			await().atMost(LONG).until(() -> application.context().getBean(Ticks.class).count.get() > 2);
			application.context().getBean(Application.class).stopServingOnly(Deadline.after(LONG));
			stopped = ticks.count.get();
			seconds = ticks.seconds.get();
			scheduleOnce(application, ticks);
			awaitTicksThatWait(application, 3);
		}
		assertThat(ticks.once).hasValue(0);
		assertThat(ticks.count).hasValue(stopped);
		assertThat(ticks.seconds).hasValue(seconds);
	}

	@Test
	void beansStartAndStopInTheOrderOfTheirPhases() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(socket());
				RunningApplication application = startSuccessor(predecessor, Containers.class,
						"graceful-restart.lifecycle.serving-only=late,early,lazy")) {
			Containers containers = application.context().getBean(Containers.class);
			assertThat(containers.events).containsExactly("start other");
			Application controls = application.context().getBean(Application.class);
			controls.startServingOnly();
			controls.startServingOnly();
			controls.stopServingOnly(Deadline.after(LONG));
			controls.stopServingOnly(Deadline.after(LONG));
			controls.startServingOnly();
			assertThat(containers.events).containsExactly("start other", "start early", "start lazy", "start late",
					"stop late", "stop lazy", "stop early", "start early", "start lazy", "start late");
			containers.events.clear();
			application.context().close();
			assertThat(containers.events).containsExactlyInAnyOrder("stop late", "stop lazy", "stop early",
					"stop other");
		}
	}

	@Test
	void beanThatDoesNotStartDoesNotKeepTheOthersFromIt(CapturedOutput output) {
		try (RunningApplication application = RunningApplication.start(Containers.class,
				"graceful-restart.lifecycle.serving-only=failing,late")) {
			Containers containers = application.context().getBean(Containers.class);
			await().atMost(LONG).until(() -> containers.events.contains("start late"));
			assertThat(output).contains("Bean 'failing' does not start");
			assertThat(containers.events).doesNotContain("start failing");
		}
	}

	@Test
	void virtualThreadsWaitToo() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(socket());
				RunningApplication application = startSuccessor(predecessor, SimpleTicking.class, SCHEDULER)) {
			Ticks ticks = application.context().getBean(Ticks.class);
			assertThat(ticks.count).hasValue(0);
			Application controls = application.context().getBean(Application.class);
			controls.startServingOnly();
			await().atMost(LONG).until(() -> ticks.count.get() > 2);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nobody  | There is no bean of that name.
			ticks   | The bean cannot be started and stopped
			opaque  | The bean cannot be started and stopped
			""")
	void wrongNameIsExplainedInsteadOfAStackTrace(String name, String text, CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningApplication.start(Ticking.class,
				"graceful-restart.lifecycle.serving-only=taskScheduler," + name));
		assertThat(output).contains("APPLICATION FAILED TO START", "graceful-restart.lifecycle.serving-only", text)
			.doesNotContain("\tat ");
	}

	@Test
	void lifecycleProcessorOfTheApplicationIsNamedAsTheReason(CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningApplication.start(OwnProcessor.class, SCHEDULER));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"It would be started all the same by the application's own bean 'lifecycleProcessor'");
	}

	@Test
	void springBootsLifecycleProcessorStaysWhereNothingIsNamed() {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(application.context().getBean("lifecycleProcessor"))
				.isExactlyInstanceOf(DefaultLifecycleProcessor.class);
			assertThat(application.context().getBeansOfType(ServingOnlyBeans.class)).isEmpty();
		}
	}

	private Path socket() {
		return this.directory.resolve("demo.sock");
	}

	private RunningApplication startSuccessor(TestPredecessor predecessor, Class<?> source, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("spring.application.name=demo", "graceful-restart.handoff.enabled=true",
				"graceful-restart.handoff.socket=" + socket(), "graceful-restart.handoff.checks=/nothing-here"));
		RunningApplication application = RunningApplication.start(source, all.toArray(String[]::new));
		await().atMost(LONG).until(() -> predecessor.handoff().obstacle() != null);
		assertThat(application.gracefulRestart().state()).isEqualTo(State.TAKING_OVER);
		return application;
	}

	private static void scheduleOnce(RunningApplication application, Ticks ticks) {
		ThreadPoolTaskScheduler scheduler = application.context().getBean(ThreadPoolTaskScheduler.class);
		assertThat(scheduler.schedule(ticks.once::incrementAndGet, Instant.now()).isDone()).isFalse();
	}

	private static void awaitATickThatWaits(RunningApplication application) {
		awaitTicksThatWait(application, 1);
	}

	private static void awaitTicksThatWait(RunningApplication application, int expected) {
		ThreadPoolTaskScheduler scheduler = application.context().getBean(ThreadPoolTaskScheduler.class);
		await().atMost(LONG)
			.until(() -> scheduler.getActiveCount() == expected && !application.context().getBean(Ticks.class).running);
	}

	/**
	 * An application with a scheduled method.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Ticking {

		@Bean
		Object opaque() {
			return "no lifecycle";
		}

		@Bean
		Ticks ticks(ObjectProvider<GracefulRestart> gracefulRestart) {
			return new Ticks(gracefulRestart.getIfAvailable(() -> mock(GracefulRestart.class)));
		}

	}

	/**
	 * The scheduled method.
	 */
	static class Ticks {

		private final AtomicInteger count = new AtomicInteger();

		private final AtomicInteger seconds = new AtomicInteger();

		private final AtomicInteger once = new AtomicInteger();

		private final List<State> states = Collections.synchronizedList(new ArrayList<>());

		private final GracefulRestart gracefulRestart;

		private volatile CountDownLatch going = new CountDownLatch(0);

		private volatile boolean running;

		Ticks(GracefulRestart gracefulRestart) {
			this.gracefulRestart = gracefulRestart;
		}

		@Scheduled(cron = "* * * * * *")
		void everySecond() {
			this.seconds.incrementAndGet();
		}

		@Scheduled(fixedDelay = 10)
		void tick() throws InterruptedException {
			// Once: a test may change it at any moment.
			CountDownLatch latch = this.going;
			this.running = latch.getCount() > 0;
			this.states.add(this.gracefulRestart.state());
			this.count.incrementAndGet();
			latch.await();
			this.running = false;
		}

	}

	/**
	 * The same with the scheduler that Spring Boot makes for virtual threads.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Ticking.class)
	static class SimpleTicking {

		@Bean
		TaskScheduler taskScheduler() {
			return new SimpleAsyncTaskScheduler();
		}

	}

	/**
	 * An application that starts its beans in its own way.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Ticking.class)
	static class OwnProcessor {

		@Bean
		DefaultLifecycleProcessor lifecycleProcessor() {
			return new DefaultLifecycleProcessor();
		}

	}

	/**
	 * Containers of listeners, as a message broker's client has them.
	 */
	static class Containers {

		private final List<String> events = Collections.synchronizedList(new ArrayList<>());

		@Bean
		Container early() {
			return new Container("early", -1, this.events);
		}

		@Bean
		@Lazy
		Container lazy() {
			return new Container("lazy", 0, this.events);
		}

		@Bean
		SmartLifecycle late() {
			return new Container("late", 1, this.events);
		}

		@Bean
		Container other() {
			return new Container("other", 2, this.events);
		}

		@Bean
		Container failing() {
			return new Container("failing", 0, this.events) {

				@Override
				public void start() {
					throw new IllegalStateException("on purpose");
				}

				@Override
				public boolean isAutoStartup() {
					return false;
				}

			};
		}

	}

	/**
	 * One of them.
	 */
	static class Container implements SmartLifecycle {

		private final String name;

		private final int phase;

		private final List<String> events;

		private volatile boolean running;

		Container(String name, int phase, List<String> events) {
			this.name = name;
			this.phase = phase;
			this.events = events;
		}

		@Override
		public void start() {
			this.events.add("start " + this.name);
			this.running = true;
		}

		@Override
		public void stop() {
			this.events.add("stop " + this.name);
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
