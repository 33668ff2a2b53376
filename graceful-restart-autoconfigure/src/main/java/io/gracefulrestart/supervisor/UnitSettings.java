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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How the unit of this process is configured, as far as it matters here. systemd tells a
 * service nothing of it, and ignores what it does not allow without a word, so
 * {@code systemctl show} is asked.
 *
 * @param unit name of the unit
 * @param properties the values by their names; those that this systemd does not know are
 * absent
 */
public record UnitSettings(String unit, Map<String, String> properties) {

	private static final Log logger = LogFactory.getLog(UnitSettings.class);

	static final String NOTIFY_ACCESS = "NotifyAccess";

	static final String STORE_ROOM = "FileDescriptorStoreMax";

	static final String TYPE = "Type";

	static final String RELOAD_SIGNAL = "ReloadSignal";

	static final String KILL_MODE = "KillMode";

	private static final String ASKED = String.join(",", NOTIFY_ACCESS, STORE_ROOM, TYPE, RELOAD_SIGNAL, KILL_MODE);

	private static final String ALL = "all";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int MAXIMUM_ANSWER = 16 * 1024;

	/**
	 * Ask systemd how the unit of this process is configured, and tell what of it does
	 * not go with what this process does. May take seconds.
	 * @param settings what the operator has decided here
	 * @param listeners how many listeners there are
	 * @param restartSignal the name of the signal that asks for a restart, or empty
	 * @return what is wrong and what to do, for people; nothing if systemd cannot be
	 * asked
	 */
	public static List<String> contradictionsOfThisUnit(SupervisorSettings settings, int listeners,
			String restartSignal) {
		return ControlGroup.own()
			.flatMap(UnitSettings::of)
			.map((unit) -> unit.contradictions(settings, listeners, restartSignal))
			.orElse(List.of());
	}

	/**
	 * Ask systemd whether it listens to all processes of this unit, and not only to the
	 * main one. May take seconds.
	 * @return whether it does; {@code false} if it cannot be asked
	 */
	static boolean isEveryProcessHeard() {
		return ControlGroup.own()
			.flatMap(UnitSettings::of)
			.filter((unit) -> unit.get(NOTIFY_ACCESS).equals(ALL))
			.isPresent();
	}

	/**
	 * Ask systemd. May take seconds.
	 * @param group the control group of this process
	 * @return the settings, empty if it belongs to no unit or may not ask
	 */
	static Optional<UnitSettings> of(ControlGroup group) {
		return group.service().flatMap((unit) -> ask(unit, group.isOfUser()));
	}

	private static Optional<UnitSettings> ask(String unit, boolean ofUser) {
		List<String> command = new ArrayList<>(List.of("systemctl", "show", "--property=" + ASKED, unit));
		if (ofUser) {
			command.add(1, "--user");
		}
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
			// When it fails it tells its own supervisor, which would be ours.
			builder.environment().remove("NOTIFY_SOCKET");
			Process process = builder.start();
			process.getOutputStream().close();
			// Ended before it is read: the answer is less than a pipe holds.
			if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
				process.destroyForcibly();
				logger.debug("systemctl does not answer");
				return Optional.empty();
			}
			byte[] answer = process.getInputStream().readNBytes(MAXIMUM_ANSWER);
			if (process.exitValue() == 0) {
				return Optional.of(new UnitSettings(unit, parse(new String(answer, StandardCharsets.UTF_8))));
			}
			logger.debug("systemctl show " + unit + " ended with status " + process.exitValue());
		}
		catch (IOException ex) {
			logger.debug("systemctl cannot be asked", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Optional.empty();
	}

	static Map<String, String> parse(String answer) {
		Map<String, String> properties = new HashMap<>();
		for (String line : answer.split("\n")) {
			String[] parts = line.split("=", 2);
			if (parts.length == 2) {
				properties.put(parts[0], parts[1].strip());
			}
		}
		return Map.copyOf(properties);
	}

	/**
	 * Tell what of it does not go with what this process does.
	 * @param settings what the operator has decided here
	 * @param listeners how many listeners are to be stored
	 * @param restartSignal the name of the signal that asks for a restart, or empty
	 * @return what is wrong and what to do, for people
	 */
	List<String> contradictions(SupervisorSettings settings, int listeners, String restartSignal) {
		List<String> found = new ArrayList<>();
		String access = get(NOTIFY_ACCESS);
		if (!access.isEmpty() && !access.equals(ALL)) {
			found.add("NotifyAccess=" + access + " lets only some of this service's processes talk to systemd; when"
					+ " a successor dies or gives back, systemd does not follow: set NotifyAccess=all");
		}
		if (settings.storeListeners() && isLess(get(STORE_ROOM), listeners)) {
			found.add("graceful-restart.supervisor.fd-store is true, but FileDescriptorStoreMax=" + get(STORE_ROOM)
					+ ", so that systemd keeps no more than that of " + listeners
					+ " listeners: set FileDescriptorStoreMax=16");
		}
		if (get(TYPE).equals("notify-reload") && !isSignal(get(RELOAD_SIGNAL), restartSignal)) {
			found.add("Type=notify-reload sends signal " + get(RELOAD_SIGNAL) + ", but graceful-restart.restart.signal"
					+ " is " + (restartSignal.isEmpty() ? "none" : restartSignal)
					+ ": with 'systemctl reload' nothing would happen, or the service end");
		}
		if (get(KILL_MODE).equals("process") || get(KILL_MODE).equals("none")) {
			found
				.add("KillMode=" + get(KILL_MODE) + " leaves a predecessor that still drains behind when the service is"
						+ " stopped: leave KillMode= at control-group");
		}
		if (get(KILL_MODE).equals("mixed")) {
			found.add("KillMode=mixed has systemd kill a successor that is on probation at once, when the service is"
					+ " stopped then, instead of waiting for its drain: leave KillMode= at control-group");
		}
		return found.stream().map((text) -> this.unit + ": " + text).toList();
	}

	private static boolean isLess(String number, int needed) {
		return number.matches("\\d{1,9}") && Integer.parseInt(number) < needed;
	}

	// It is told as a number, of which 1 is the one that matters.
	private static boolean isSignal(String number, String name) {
		return number.isEmpty() || number.equals("1") == name.equals("HUP");
	}

	private String get(String property) {
		return this.properties.getOrDefault(property, "");
	}

}
