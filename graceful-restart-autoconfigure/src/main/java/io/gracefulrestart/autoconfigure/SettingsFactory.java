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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.fd.NativeSupport;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.ControlSocketName;
import io.gracefulrestart.handoff.RuntimeDirectory;
import io.gracefulrestart.launch.CommandLine;
import io.gracefulrestart.lifecycle.LifecycleSettings;
import io.gracefulrestart.lifecycle.RestartSignal;
import io.gracefulrestart.state.StateSettings;
import io.gracefulrestart.supervisor.NotifyEnvironment;
import io.gracefulrestart.supervisor.SupervisorSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Makes the lifecycle's settings of the properties and what else the environment says.
 */
final class SettingsFactory {

	private static final Log logger = LogFactory.getLog(SettingsFactory.class);

	private static final String PREFIX = "graceful-restart.";

	// Of org.springframework.boot.web.server.AbstractConfigurableWebServerFactory.
	private static final int DEFAULT_PORT = 8080;

	private final GracefulRestartProperties properties;

	private final Environment environment;

	SettingsFactory(GracefulRestartProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	LifecycleSettings create() {
		GracefulRestartProperties.Handoff handoff = this.properties.getHandoff();
		boolean test = TestDetection.isTest(this.environment);
		String absence = controlSocketAbsence(test);
		Path controlSocket = (absence != null) ? null : controlSocket();
		DrainSettings drain = new DrainSettingsFactory(this.properties.getDrain(), this.environment,
				test || TestDetection.isRestartedByDevtools())
			.create();
		return new LifecycleSettings(application(), controlSocket, absence, handoff.getTakeover(),
				positive("handoff.ready-timeout", handoff.getReadyTimeout()), warmUpPath(handoff.getWarmUpPath()),
				handoff.isConnections(), drain, notNegative("handoff.probation", handoff.getProbation()), command(),
				signal(), supervisor(test), state());
	}

	private @Nullable StateSettings state() {
		GracefulRestartProperties.State state = this.properties.getState();
		if (!state.isEnabled()) {
			return null;
		}
		if (state.getMaxSize().toBytes() <= 0) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "state.max-size", state.getMaxSize(),
					"It has to be more than nothing; graceful-restart.state.enabled=false inherits nothing.");
		}
		return new StateSettings(positive("state.timeout", state.getTimeout()), state.getMaxSize().toBytes());
	}

	private SupervisorSettings supervisor(boolean test) {
		GracefulRestartProperties.Supervisor supervisor = this.properties.getSupervisor();
		boolean enabled = supervisor.isEnabled() && (!test || isSet("supervisor.enabled"));
		NotifyEnvironment environment = NotifyEnvironment.of(System.getenv(), ProcessHandle.current().pid());
		if (enabled && !NativeSupport.get().isAvailable() && environment.socket() != null) {
			logger.warn("NOTIFY_SOCKET is set, but without native support systemd cannot be told that this application"
					+ " is ready: use Type=exec in the unit");
		}
		return (enabled && NativeSupport.get().isAvailable())
				? new SupervisorSettings(environment, supervisor.isFdStore(),
						notNegative("supervisor.start-timeout", supervisor.getStartTimeout()))
				: SupervisorSettings.NONE;
	}

	/**
	 * Return where the PID file is.
	 * @return its path, {@code null} if there is none; in tests there is none, so that a
	 * test never takes the place of an application that runs beside it
	 */
	@Nullable Path pidFile() {
		String text = this.properties.getPidFile();
		return (StringUtils.hasText(text) && !TestDetection.isTest(this.environment)) ? path("pid-file", text) : null;
	}

	/**
	 * Return whether this process may hand over to another one.
	 * @return whether there is a control socket
	 */
	boolean hasControlSocket() {
		return controlSocketAbsence(TestDetection.isTest(this.environment)) == null;
	}

	private @Nullable String controlSocketAbsence(boolean test) {
		if (!NativeSupport.get().isAvailable()) {
			return NativeSupport.get().cause();
		}
		if (!this.properties.getHandoff().isEnabled()) {
			return "graceful-restart.handoff.enabled is false";
		}
		if (test && !isSet("handoff.enabled")) {
			return "off in tests unless graceful-restart.handoff.enabled is set";
		}
		if (port() < 0) {
			return "server.port is negative, there is no web server";
		}
		if (port() == 0 && !StringUtils.hasText(this.properties.getHandoff().getSocket())) {
			return "server.port is 0, which no successor can know: set graceful-restart.handoff.socket";
		}
		return null;
	}

	private Path controlSocket() {
		String explicit = this.properties.getHandoff().getSocket();
		if (StringUtils.hasText(explicit)) {
			return path("handoff.socket", explicit).toAbsolutePath();
		}
		Path directory = RuntimeDirectory.resolve(System.getenv(), Path.of(System.getProperty("java.io.tmpdir")),
				Processes.uid());
		return directory
			.resolve(ControlSocketName.of(application(), this.environment.getProperty("server.address"), port()));
	}

	private static Path path(String property, String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, text,
					"It is no path: " + ex.getReason() + ".");
		}
	}

	private String application() {
		return this.environment.getProperty("spring.application.name", "application");
	}

	private int port() {
		// Through the binder, whose failure Spring Boot explains.
		return Binder.get(this.environment).bind("server.port", Integer.class).orElse(DEFAULT_PORT);
	}

	private boolean isSet(String property) {
		return this.environment.containsProperty(PREFIX + property);
	}

	private static @Nullable String warmUpPath(String path) {
		if (!StringUtils.hasText(path)) {
			return null;
		}
		if (!path.startsWith("/") || path.chars().anyMatch((c) -> c <= ' ' || c > '~')) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "handoff.warm-up-path", path,
					"It has to start with '/' and to be encoded as in a request line, or to be empty.");
		}
		return path;
	}

	private List<String> command() {
		// One string is not the list that Spring makes of it, which ends a word at
		// commas.
		String single = this.environment.getProperty(PREFIX + "restart.command");
		List<String> command = StringUtils.hasText(single) ? List.of(single)
				: this.properties.getRestart().getCommand();
		if (!command.isEmpty()) {
			try {
				new CommandLine(List.of("true"), Path.of("/")).withCommand(command);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "restart.command", command,
						ex.getMessage() + ".");
			}
		}
		return command;
	}

	private @Nullable String signal() {
		String name = this.properties.getRestart().getSignal();
		if (!StringUtils.hasText(name) || name.equalsIgnoreCase("none")) {
			return null;
		}
		try {
			return RestartSignal.checked(name);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "restart.signal", name,
					ex.getMessage() + ".");
		}
	}

	private static Duration positive(String property, Duration duration) {
		if (duration.isZero()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, duration,
					"It cannot be done in no time.");
		}
		return notNegative(property, duration);
	}

	private static Duration notNegative(String property, Duration duration) {
		if (duration.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, duration,
					"A duration may not be negative.");
		}
		return duration;
	}

}
