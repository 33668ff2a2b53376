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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.GracefulRestart;
import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.ListenerParticipant;
import io.gracefulrestart.StateChangedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of the wiring in applications that run.
 */
@ExtendWith(OutputCaptureExtension.class)
class RunningApplicationTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "spring.main.lazy-initialization=false", "spring.main.lazy-initialization=true",
			"spring.main.register-shutdown-hook=false" })
	void methodsThatListenHearEveryChangeOfStateInOrder(String property) {
		RunningApplication application = RunningApplication.start(property);
		List<StateChangedEvent> events = application.events();
		assertThat(application.gracefulRestart().state()).isEqualTo(State.SERVING);
		application.close();
		List<StateChangedEvent> expected = List.of(new StateChangedEvent(State.STARTING, State.SERVING, 1),
				new StateChangedEvent(State.SERVING, State.DRAINING, 1),
				new StateChangedEvent(State.DRAINING, State.STOPPED, 1));
		assertThat(events).isEqualTo(expected);
	}

	@Test
	void readinessRefusesTrafficWhileDraining() {
		RunningApplication application = RunningApplication.start(ReadinessWatch.class);
		ReadinessWatch watch = application.context().getBean(ReadinessWatch.class);
		assertThat(watch.availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		application.close();
		// Spring Boot says so too when a context closes, before anybody else.
		assertThat(watch.whenRefused).contains(State.DRAINING);
	}

	@Test
	void listenerThatThrowsDoesNotKeepTheApplicationFromEnding(CapturedOutput output) {
		RunningApplication application = RunningApplication.start(ThrowingListener.class);
		application.close();
		assertThat(application.context().isActive()).isFalse();
		assertThat(output).contains("Listener of the application failed", "thrown on purpose");
	}

	@Test
	void eventsOfTheLifeCycleDoNotWaitForTheApplicationsExecutor() {
		GracefulRestart gracefulRestart;
		try (RunningApplication application = RunningApplication.start(EventsThatNobodyHears.class)) {
			gracefulRestart = application.gracefulRestart();
			assertThat(gracefulRestart.state()).isEqualTo(State.SERVING);
		}
		assertThat(gracefulRestart.state()).isEqualTo(State.STOPPED);
	}

	@Test
	void controlSocketIsThereWhileTheApplicationRuns(CapturedOutput output) {
		Path socket = this.directory.resolve("app.sock");
		RunningApplication application = RunningApplication.start("graceful-restart.handoff.enabled=true",
				"graceful-restart.handoff.socket=" + socket);
		assertThat(socket).exists();
		assertThat(output).contains("Generation 1 serving, control socket " + socket);
		application.close();
		assertThat(socket).doesNotExist();
	}

	@Test
	void sideBySideIsCheckedOnlyWhereASuccessorMayCome() {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(application.context().getBean(SideBySideWarnings.class)).isNotNull();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("graceful-restart-check");
		}
	}

	@Test
	void participantAcceptsWhileTheGateIsOpen() throws IOException {
		try (RunningApplication application = RunningApplication.start(Participation.class)) {
			Participation.Port port = application.context().getBean(Participation.Port.class);
			InetSocketAddress address = (InetSocketAddress) application.context()
				.getBean(io.gracefulrestart.lifecycle.GracefulRestartLifecycle.class)
				.report()
				.listeners()
				.stream()
				.filter((listener) -> listener.name().equals("raw"))
				.findFirst()
				.orElseThrow()
				.address();
			try (Socket client = new Socket(address.getAddress(), address.getPort())) {
				assertThat(port.channel.accept().getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			graceful-restart.listener.mode=inherit   | no supervisor left a listener open for it
			graceful-restart.listener.mode=tcp       | The following values are valid
			graceful-restart.handoff.takeover=maybe  | The following values are valid
			graceful-restart.drain.timeout=-1s       | A duration may not be negative.
			graceful-restart.drain.timeout=soon      | 'soon' is not a valid duration
			graceful-restart.handoff.ready-timeout=0 | It cannot be done in no time.
			graceful-restart.handoff.checks=whoami   | A check is written as 'METHOD /path'
			graceful-restart.handoff.check-timeout=0 | Nothing can be checked in no time.
			graceful-restart.drain.stream-types=text | 'text' is no media type
			server.address=192.0.2.7                 | EADDRNOTAVAIL
			""")
	void wrongConfigurationIsExplainedInsteadOfAStackTrace(String property, String text, CapturedOutput output) {
		assertThatException().isThrownBy(() -> RunningApplication.start(property));
		assertThat(output).contains("APPLICATION FAILED TO START", text).doesNotContain("\tat ");
	}

	static class ReadinessWatch {

		private final ApplicationAvailability availability;

		private final io.gracefulrestart.GracefulRestart gracefulRestart;

		private final List<State> whenRefused = new ArrayList<>();

		ReadinessWatch(ApplicationAvailability availability, io.gracefulrestart.GracefulRestart gracefulRestart) {
			this.availability = availability;
			this.gracefulRestart = gracefulRestart;
		}

		@EventListener
		void onAvailability(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
				this.whenRefused.add(this.gracefulRestart.state());
			}
		}

	}

	static class ThrowingListener {

		@EventListener
		void onStateChanged(StateChangedEvent event) {
			throw new IllegalStateException("thrown on purpose");
		}

	}

	static class Participation {

		@Bean
		Port port() {
			return new Port();
		}

		static class Port implements ListenerParticipant {

			private ServerSocketChannel channel;

			@Override
			public String listenerName() {
				return "raw";
			}

			@Override
			public InetSocketAddress listenerAddress() {
				return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
			}

			@Override
			public void accept(ServerSocketChannel channel) {
				this.channel = channel;
			}

			@Override
			public void stopAccepting() {
				// Nobody is about to accept.
			}

		}

	}

	/**
	 * Tells events on an executor that runs nothing.
	 */
	static class EventsThatNobodyHears {

		@Bean
		static SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor((task) -> {
			});
			return multicaster;
		}

	}

}
