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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signal that asks for a restart. {@code sun.misc.Signal} is the JDK's supported way
 * (module {@code jdk.unsupported}).
 * <p>
 * SIGHUP also means that the terminal has gone. A process that had a controlling terminal
 * when it started, and has none when the signal comes, ends as it would without this
 * class.
 */
public final class RestartSignal implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RestartSignal.class);

	// The JVM has others for itself; TERM and INT end the process.
	private static final Set<String> USABLE = Set.of("HUP", "USR1", "WINCH", "CONT", "URG");

	private static final Path STAT = Path.of("/proc/self/stat");

	// Signals belong to the process, and an application context may be opened again and
	// again in it: one handler each, which asks whoever was opened last.
	private static final Map<String, Handler> HANDLERS = new ConcurrentHashMap<>();

	private final Handler handler;

	private final Runnable restart;

	private RestartSignal(Handler handler, Runnable restart) {
		this.handler = handler;
		this.restart = restart;
	}

	/**
	 * Check the name of a signal.
	 * @param name the name, with or without {@code SIG}, in any case
	 * @return the name as the JDK has it
	 * @throws IllegalArgumentException if it cannot be used; the message says which can
	 */
	public static String checked(String name) {
		String upper = name.toUpperCase(Locale.ROOT);
		String plain = upper.startsWith("SIG") ? upper.substring(3) : upper;
		if (!USABLE.contains(plain)) {
			throw new IllegalArgumentException("Only HUP, USR1, WINCH, CONT and URG can ask for a restart; or 'none'");
		}
		return plain;
	}

	/**
	 * Listen for a signal.
	 * @param name its name, such as {@code HUP}
	 * @param restart what it asks for; returns at once
	 * @return the signal, to be closed
	 */
	static RestartSignal listen(String name, Runnable restart) {
		Handler handler = HANDLERS.computeIfAbsent(name, Handler::install);
		RestartSignal signal = new RestartSignal(handler, restart);
		handler.listeners.addFirst(signal);
		return signal;
	}

	/**
	 * Return whether this process has a controlling terminal: field {@code tty_nr} of
	 * proc_pid_stat(5). The kernel takes it from every process of a session when it hangs
	 * up.
	 * @return whether it has one
	 */
	private static boolean hasTerminal() {
		try {
			String number = terminal(Files.readString(STAT));
			return number != null && !number.equals("0");
		}
		catch (IOException ex) {
			return false; // not to be known, and a restart is what the signal means
		}
	}

	// The name of the process, in brackets, may hold anything: state, ppid, pgrp,
	// session, tty_nr follow the last bracket.
	static @Nullable String terminal(String stat) {
		String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
		return (fields.length > 4) ? fields[4] : null;
	}

	/**
	 * Leave the signal to whoever had it before.
	 */
	@Override
	public void close() {
		this.handler.listeners.remove(this);
	}

	/**
	 * What the JVM calls.
	 */
	private static final class Handler implements SignalHandler {

		private final Deque<RestartSignal> listeners = new ConcurrentLinkedDeque<>();

		private final boolean hadTerminal = hasTerminal();

		private volatile SignalHandler previous = SignalHandler.SIG_DFL;

		static Handler install(String name) {
			Handler handler = new Handler();
			try {
				handler.previous = Signal.handle(new Signal(name), handler);
				if (handler.previous == SignalHandler.SIG_IGN) {
					// As under nohup: the JVM never hears of it.
					logger.warn("SIG" + name + " is ignored in this process, as nohup does it, and asks for no restart;"
							+ " POST /actuator/handoff does");
				}
			}
			catch (IllegalArgumentException ex) {
				logger.warn("SIG" + name + " asks for no restart, is this JVM started with -Xrs? " + ex.getMessage());
			}
			return handler;
		}

		@Override
		public void handle(Signal signal) {
			RestartSignal listener = this.listeners.peekFirst();
			if (listener == null) {
				pass(signal);
			}
			else if (signal.getName().equals("HUP") && this.hadTerminal && !hasTerminal()) {
				logger.warn("Terminal has gone; ending");
				pass(signal);
			}
			else {
				logger.info("SIG" + signal.getName() + " asks for a restart");
				listener.restart.run();
			}
		}

		// The two that are no handlers throw: a process that ends, or whose context is
		// closed, does nothing instead.
		private void pass(Signal signal) {
			if (this.previous != SignalHandler.SIG_DFL && this.previous != SignalHandler.SIG_IGN) {
				this.previous.handle(signal);
			}
		}

	}

}
