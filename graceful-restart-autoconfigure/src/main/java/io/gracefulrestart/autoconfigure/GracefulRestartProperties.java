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

import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import io.gracefulrestart.listener.ListenerMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of graceful restart.
 * <p>
 * Long, because it is the list of all properties; most lines are accessors.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("graceful-restart")
public class GracefulRestartProperties {

	/**
	 * Whether to take part in graceful restarts at all.
	 */
	private boolean enabled = true;

	/**
	 * File that names the process which serves, relative to the working directory. None
	 * unless set; not written in tests.
	 */
	private @Nullable String pidFile;

	private final Listener listener = new Listener();

	private final Handoff handoff = new Handoff();

	private final Drain drain = new Drain();

	private final Restart restart = new Restart();

	private final Lifecycle lifecycle = new Lifecycle();

	private final Supervisor supervisor = new Supervisor();

	private final State state = new State();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getPidFile() {
		return this.pidFile;
	}

	public void setPidFile(@Nullable String pidFile) {
		this.pidFile = pidFile;
	}

	public Listener getListener() {
		return this.listener;
	}

	public Handoff getHandoff() {
		return this.handoff;
	}

	public Drain getDrain() {
		return this.drain;
	}

	public Restart getRestart() {
		return this.restart;
	}

	public Lifecycle getLifecycle() {
		return this.lifecycle;
	}

	public Supervisor getSupervisor() {
		return this.supervisor;
	}

	public State getState() {
		return this.state;
	}

	/**
	 * Where listening sockets come from.
	 */
	public static class Listener {

		/**
		 * Source of the listening sockets. The automatic mode tries what a supervisor
		 * left open, then what a running predecessor passes, then an ordinary bind. With
		 * reuse-port each process has a listener of its own on a port that all share.
		 */
		private ListenerMode mode = ListenerMode.AUTO;

		public ListenerMode getMode() {
			return this.mode;
		}

		public void setMode(ListenerMode mode) {
			this.mode = mode;
		}

	}

	/**
	 * Conversation with the other generation.
	 */
	public static class Handoff {

		/**
		 * Whether to hand over to a successor and to take over from a predecessor through
		 * the control socket. Off in tests unless set.
		 */
		private boolean enabled = true;

		/**
		 * Permission to take over from a running process, and to be taken over from.
		 */
		private Takeover takeover = Takeover.ALLOWED;

		/**
		 * Path of the control socket, 107 bytes at most. By default it is made from the
		 * runtime directory, the application's name, address and port; needed when the
		 * port is 0.
		 */
		// Not a Path: Spring would look for it on the class path first.
		private @Nullable String socket;

		/**
		 * Time within which a successor has to become ready; otherwise it is refused, and
		 * nothing has changed.
		 */
		private Duration readyTimeout = Duration.ofSeconds(60);

		/**
		 * Path of the request that a successor sends through its own connectors before it
		 * is ready, so that no client pays for the first one. Empty for none.
		 */
		private String warmUpPath = "/";

		/**
		 * Requests that a successor sends through its own connector before it is ready,
		 * again and again until each is answered with a status below 400. Written as 'GET
		 * /path', or '/path'.
		 */
		private List<String> checks = new ArrayList<>();

		/**
		 * Time that each check of a successor may take, the one of its readiness health
		 * group included.
		 */
		private Duration checkTimeout = Duration.ofSeconds(3);

		/**
		 * Whether established HTTP/1.1 connections go to the successor; otherwise they
		 * are told to leave.
		 */
		private boolean connections = true;

		/**
		 * Time after the cutover in which the predecessor, when it has drained, stands by
		 * and serves again at once if the successor dies, reports itself unready, or is
		 * rolled back. Zero for none: it ends when it has drained.
		 */
		private Duration probation = Duration.ofSeconds(10);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Takeover getTakeover() {
			return this.takeover;
		}

		public void setTakeover(Takeover takeover) {
			this.takeover = takeover;
		}

		public @Nullable String getSocket() {
			return this.socket;
		}

		public void setSocket(@Nullable String socket) {
			this.socket = socket;
		}

		public boolean isConnections() {
			return this.connections;
		}

		public void setConnections(boolean connections) {
			this.connections = connections;
		}

		public Duration getProbation() {
			return this.probation;
		}

		public void setProbation(Duration probation) {
			this.probation = probation;
		}

		public Duration getReadyTimeout() {
			return this.readyTimeout;
		}

		public void setReadyTimeout(Duration readyTimeout) {
			this.readyTimeout = readyTimeout;
		}

		public List<String> getChecks() {
			return this.checks;
		}

		public void setChecks(List<String> checks) {
			this.checks = checks;
		}

		public Duration getCheckTimeout() {
			return this.checkTimeout;
		}

		public void setCheckTimeout(Duration checkTimeout) {
			this.checkTimeout = checkTimeout;
		}

		public String getWarmUpPath() {
			return this.warmUpPath;
		}

		public void setWarmUpPath(String warmUpPath) {
			this.warmUpPath = warmUpPath;
		}

	}

	/**
	 * End of a process that has accepted its last connection.
	 */
	public static class Drain {

		/**
		 * Time to keep accepting after readiness says no, so that load balancers can turn
		 * away. Only for an end without a successor.
		 */
		private Duration delay = Duration.ZERO;

		/**
		 * Time for requests in progress to complete; what is left then is closed, counted
		 * and named. By default that of spring.lifecycle.timeout-per-shutdown-phase, 30
		 * seconds unless it is set.
		 */
		private @Nullable Duration timeout;

		/**
		 * Time within which a kept-alive connection that does not go to a successor may
		 * send one more request, which is answered with 'Connection: close', before it is
		 * closed.
		 */
		private Duration keepAliveGrace = Duration.ofSeconds(5);

		/**
		 * Time after which streams that would go on for ever, such as server-sent events,
		 * have been ended properly, and WebSocket sessions closed.
		 */
		private Duration streamsTimeout = Duration.ofSeconds(3);

		/**
		 * Time over which telling many clients to leave is spread, so that they do not
		 * all come back in the same moment. It is shorter for fewer than two hundred, ten
		 * milliseconds for each, and none for up to twenty.
		 */
		private Duration spread = Duration.ofSeconds(2);

		/**
		 * Code with which WebSocket sessions are closed, see RFC 6455. By default 1012,
		 * service restart.
		 */
		private int webSocketCloseCode = 1012;

		/**
		 * Time that whoever ends this process waits before it kills it. The drain ends
		 * early enough for the rest of the end to fit in; unset for no such limit.
		 */
		private @Nullable Duration stopTimeout;

		/**
		 * Media types of responses that go on until somebody ends them, which a drain
		 * does.
		 */
		private List<String> streamTypes = new ArrayList<>(List.of("text/event-stream", "application/x-ndjson",
				"application/stream+json", "application/jsonl", "application/json-seq", "multipart/x-mixed-replace"));

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getKeepAliveGrace() {
			return this.keepAliveGrace;
		}

		public void setKeepAliveGrace(Duration keepAliveGrace) {
			this.keepAliveGrace = keepAliveGrace;
		}

		public Duration getStreamsTimeout() {
			return this.streamsTimeout;
		}

		public void setStreamsTimeout(Duration streamsTimeout) {
			this.streamsTimeout = streamsTimeout;
		}

		public Duration getSpread() {
			return this.spread;
		}

		public void setSpread(Duration spread) {
			this.spread = spread;
		}

		public int getWebSocketCloseCode() {
			return this.webSocketCloseCode;
		}

		public void setWebSocketCloseCode(int webSocketCloseCode) {
			this.webSocketCloseCode = webSocketCloseCode;
		}

		public @Nullable Duration getStopTimeout() {
			return this.stopTimeout;
		}

		public void setStopTimeout(@Nullable Duration stopTimeout) {
			this.stopTimeout = stopTimeout;
		}

		public List<String> getStreamTypes() {
			return this.streamTypes;
		}

		public void setStreamTypes(List<String> streamTypes) {
			this.streamTypes = streamTypes;
		}

	}

	/**
	 * Restarts that this process makes itself.
	 */
	public static class Restart {

		/**
		 * Name of the signal that asks for a restart, without SIG, or 'none'.
		 */
		private String signal = "HUP";

		/**
		 * Command that starts the next version: one string, which is split into words as
		 * a shell does, or a list of words. By default the command line that this process
		 * was started with.
		 */
		private List<String> command = new ArrayList<>();

		public String getSignal() {
			return this.signal;
		}

		public void setSignal(String signal) {
			this.signal = signal;
		}

		public List<String> getCommand() {
			return this.command;
		}

		public void setCommand(List<String> command) {
			this.command = command;
		}

	}

	/**
	 * Who works while two processes run.
	 */
	public static class Lifecycle {

		/**
		 * Names of beans that only work in the process that serves, such as schedulers
		 * and listener containers. They are stopped in a predecessor after the cutover,
		 * and started in its successor when they have.
		 */
		private List<String> servingOnly = new ArrayList<>();

		public List<String> getServingOnly() {
			return this.servingOnly;
		}

		public void setServingOnly(List<String> servingOnly) {
			this.servingOnly = servingOnly;
		}

	}

	/**
	 * What the supervisor is told, and keeps.
	 */
	public static class Supervisor {

		/**
		 * Whether to tell a supervisor that has set NOTIFY_SOCKET, such as systemd, what
		 * happens. Off in tests unless set.
		 */
		private boolean enabled = true;

		/**
		 * Whether systemd keeps the listeners, so that clients wait and nobody is refused
		 * while the application is down after a crash or for a restart. Needs
		 * FileDescriptorStoreMax in the unit.
		 */
		private boolean fdStore;

		/**
		 * Time for which systemd's patience with a start is extended while the
		 * application starts; 0 leaves it to TimeoutStartSec alone.
		 */
		private Duration startTimeout = Duration.ofMinutes(5);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public boolean isFdStore() {
			return this.fdStore;
		}

		public void setFdStore(boolean fdStore) {
			this.fdStore = fdStore;
		}

		public Duration getStartTimeout() {
			return this.startTimeout;
		}

		public void setStartTimeout(Duration startTimeout) {
			this.startTimeout = startTimeout;
		}

	}

	/**
	 * What a successor inherits besides sockets.
	 */
	public static class State {

		/**
		 * Whether a successor inherits state from its predecessor.
		 */
		private boolean enabled = true;

		/**
		 * Time that all state may take at the snapshot, after the cutover, and after the
		 * drain; what is not through then is left out.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		/**
		 * Size of what each participant may write at each of these moments.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(64);

		/**
		 * Names of the meters that go on in the next version, in which '*' stands for
		 * anything.
		 */
		private List<String> meters = new ArrayList<>(List.of("*"));

		/**
		 * Whether log levels that were changed by hand go on in the next version.
		 */
		private boolean logLevels = true;

		/**
		 * Whether HTTP sessions in memory go to the successor.
		 */
		private boolean sessions = true;

		/**
		 * Classes that may be in a session that comes from another process, and limits,
		 * as a pattern of jdk.serialFilter. Without it all classes may.
		 */
		private @Nullable String sessionsFilter;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public List<String> getMeters() {
			return this.meters;
		}

		public void setMeters(List<String> meters) {
			this.meters = meters;
		}

		public boolean isLogLevels() {
			return this.logLevels;
		}

		public void setLogLevels(boolean logLevels) {
			this.logLevels = logLevels;
		}

		public boolean isSessions() {
			return this.sessions;
		}

		public void setSessions(boolean sessions) {
			this.sessions = sessions;
		}

		public @Nullable String getSessionsFilter() {
			return this.sessionsFilter;
		}

		public void setSessionsFilter(@Nullable String sessionsFilter) {
			this.sessionsFilter = sessionsFilter;
		}

	}

}
