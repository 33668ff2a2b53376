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

package io.gracefulrestart.logging;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.gracefulrestart.StateMoment;
import io.gracefulrestart.StateParticipant;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationListener;

/**
 * Log levels that were changed by hand: those that are others than when the application
 * was ready. Where two versions are configured differently, the new one's configuration
 * is what somebody wants.
 *
 * <table>
 * <caption>What is written: a number of 4 bytes, and for each logger</caption>
 * <tr>
 * <td>its name</td>
 * <td>as {@link DataOutputStream#writeUTF} does</td>
 * </tr>
 * <tr>
 * <td>its level</td>
 * <td>the same, empty if it has its parent's</td>
 * </tr>
 * <tr>
 * <td>its configured level</td>
 * <td>the same: what it was before it was changed by hand</td>
 * </tr>
 * </table>
 */
public final class LogLevels implements StateParticipant, ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(LogLevels.class);

	// As configured.
	private @Nullable Map<String, LogLevel> configured;

	// As the other process knows them.
	private Map<String, LogLevel> known = Map.of();

	private boolean passedOn;

	private final LoggingSystem system;

	/**
	 * Create log levels.
	 * @param system where the levels are set
	 */
	public LogLevels(LoggingSystem system) {
		this.system = system;
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		configured();
	}

	private Map<String, LogLevel> configured() {
		Map<String, LogLevel> levels = this.configured;
		if (levels == null) {
			levels = levels();
			this.configured = levels;
			this.known = levels;
		}
		return levels;
	}

	private Map<String, LogLevel> levels() {
		Map<String, LogLevel> levels = new HashMap<>();
		for (LoggerConfiguration configuration : this.system.getLoggerConfigurations()) {
			LogLevel level = own(configuration);
			if (level != null) {
				levels.put(configuration.getName(), level);
			}
		}
		return levels;
	}

	// A level of the logging system's own cannot be set by its name.
	private static @Nullable LogLevel own(LoggerConfiguration configuration) {
		LoggerConfiguration.LevelConfiguration level = configuration
			.getLevelConfiguration(LoggerConfiguration.ConfigurationScope.DIRECT);
		return (level != null && !level.isCustom()) ? level.getLevel() : null;
	}

	@Override
	public String name() {
		return "log-levels";
	}

	@Override
	public synchronized void write(StateMoment moment, OutputStream out) throws IOException {
		Map<String, LogLevel> configured = configured();
		Map<String, LogLevel> now = levels();
		List<String> changed = new ArrayList<>(
				Differences.between((moment == StateMoment.SNAPSHOT) ? configured : this.known, now));
		DataOutputStream data = new DataOutputStream(out);
		data.writeInt(changed.size());
		for (String name : changed) {
			data.writeUTF(name);
			data.writeUTF(text(now.get(name)));
			data.writeUTF(text(configured.get(name)));
		}
		data.flush();
		this.known = now;
		this.passedOn = this.passedOn || moment == StateMoment.SNAPSHOT;
	}

	@Override
	public void read(StateMoment moment, int version, InputStream in) throws IOException {
		DataInputStream data = new DataInputStream(in);
		List<Change> changes = new ArrayList<>();
		for (int count = data.readInt(); count > 0; count--) {
			changes.add(new Change(data.readUTF(), level(data.readUTF()), level(data.readUTF())));
		}
		apply(changes);
	}

	private synchronized void apply(List<Change> changes) {
		Map<String, LogLevel> configured = configured();
		Map<String, String> taken = new TreeMap<>();
		Map<String, String> left = new TreeMap<>();
		for (Change change : changes) {
			LogLevel own = configured.get(change.name());
			if (Objects.equals(own, change.before())) {
				this.system.setLogLevel(change.name(), change.level());
				taken.put(change.name(), shown(change.level()));
			}
			else {
				left.put(change.name(), shown(own) + " (was set to " + shown(change.level()) + ")");
			}
		}
		if (!this.passedOn) {
			// From here on whatever differs was changed here.
			this.known = levels();
		}
		if (!changes.isEmpty()) {
			logger.info("Log levels" + (taken.isEmpty() ? "" : " set as in the other process: " + taken)
					+ ((taken.isEmpty() || left.isEmpty()) ? "" : ";")
					+ (left.isEmpty() ? "" : " left as this version configures them: " + left));
		}
	}

	private static String text(@Nullable LogLevel level) {
		return (level != null) ? level.name() : "";
	}

	private static @Nullable LogLevel level(String text) throws IOException {
		try {
			return text.isEmpty() ? null : LogLevel.valueOf(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("there is no level " + text, ex);
		}
	}

	private static String shown(@Nullable LogLevel level) {
		return (level != null) ? level.name() : "inherited";
	}

	/**
	 * A level that was changed.
	 *
	 * @param name name of the logger
	 * @param level its level, {@code null} for its parent's
	 * @param before what was configured there
	 */
	private record Change(String name, @Nullable LogLevel level, @Nullable LogLevel before) {

	}

}
