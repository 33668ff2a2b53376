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

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Makes a second SIGTERM or SIGINT count. The JVM starts its shutdown hooks at the first
 * one and ignores all that follow; an operator who sends another does not want to wait
 * for a drain any longer. {@code sun.misc.Signal} is the JDK's supported way (module
 * {@code jdk.unsupported}).
 */
final class TerminationSignals {

	private static final Log logger = LogFactory.getLog(TerminationSignals.class);

	private static final long HALT_AFTER_MILLIS = 900;

	// Signals belong to the process, and an application context may be opened again and
	// again in it: one pair of handlers, told who is there.
	private static final TerminationSignals OF_PROCESS = new TerminationSignals();

	private final Set<Runnable> aborts = ConcurrentHashMap.newKeySet();

	private final AtomicInteger count = new AtomicInteger();

	private boolean installed;

	private TerminationSignals() {
	}

	/**
	 * Have something done at the second signal.
	 * @param abort what ends a drain at once
	 */
	static void add(Runnable abort) {
		OF_PROCESS.aborts.add(abort);
		OF_PROCESS.install();
	}

	/**
	 * Undo {@link #add}.
	 * @param abort the same object
	 */
	static void remove(Runnable abort) {
		OF_PROCESS.aborts.remove(abort);
	}

	private synchronized void install() {
		if (!this.installed) {
			this.installed = true;
			for (String name : List.of("TERM", "INT")) {
				install(new Signal(name));
			}
		}
	}

	private void install(Signal signal) {
		try {
			Handler handler = new Handler();
			SignalHandler previous = Signal.handle(signal, handler);
			if (previous == SignalHandler.SIG_IGN) {
				// Started with the signal ignored: it stays so.
				Signal.handle(signal, previous);
				return;
			}
			handler.previous = previous;
		}
		catch (IllegalArgumentException ex) {
			// -Xrs: the JVM leaves signals alone, and so do we.
			logger.debug("Signal " + signal + " cannot be handled", ex);
		}
	}

	private void handle(Signal signal, SignalHandler previous) {
		if (this.count.incrementAndGet() == 1) {
			previous.handle(signal);
			return;
		}
		logger.warn("Second signal " + signal.getName() + ": ending at once");
		this.aborts.forEach(Runnable::run);
		Thread halt = new Thread(() -> haltAfterAWhile(signal), "graceful-restart-halt");
		halt.setDaemon(true);
		halt.start();
	}

	private static void haltAfterAWhile(Signal signal) {
		try {
			TimeUnit.MILLISECONDS.sleep(HALT_AFTER_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// Whatever bean still stops: the operator has asked twice.
		Runtime.getRuntime().halt(128 + signal.getNumber());
	}

	/**
	 * Passes a signal on together with the handler that was there before.
	 */
	private final class Handler implements SignalHandler {

		private volatile SignalHandler previous = SignalHandler.SIG_DFL;

		@Override
		public void handle(Signal signal) {
			TerminationSignals.this.handle(signal, this.previous);
		}

	}

}
