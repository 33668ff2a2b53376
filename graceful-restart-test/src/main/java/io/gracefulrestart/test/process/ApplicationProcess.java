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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An application running in a JVM of its own, started by an {@link ApplicationLauncher}.
 * Whoever started it owns it and closes it: {@link #close()} kills it, and every process
 * that it has started in turn. Thread safe.
 */
public final class ApplicationProcess implements AutoCloseable {

	private final ApplicationLauncher launcher;

	private final Process process;

	private final ObservedProcess observed;

	private final Lineage lineage;

	private final Path log;

	private final ProcessOutput output;

	private final long startNanos;

	ApplicationProcess(ApplicationLauncher launcher, Process process, Lineage lineage, Path log, long startNanos)
			throws IOException {
		this.launcher = launcher;
		this.process = process;
		this.observed = new ObservedProcess(process.pid());
		this.lineage = lineage;
		this.log = log;
		this.startNanos = startNanos;
		this.output = new ProcessOutput(log, this::hasEndedWithAllItStarted);
	}

	/**
	 * Return the process id. With a {@linkplain ApplicationLauncher#prefix prefix} that
	 * does not replace itself by the application, it is that of the prefix.
	 * @return pid
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return what it was started by, for example to start the same once more.
	 * @return the launcher
	 */
	public ApplicationLauncher launcher() {
		return this.launcher;
	}

	/**
	 * Return when it was started.
	 * @return {@link System#nanoTime()} just before the process was made
	 */
	public long startNanos() {
		return this.startNanos;
	}

	/**
	 * Return whether it has not ended yet.
	 * @return {@code false} once it has an exit status
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Wait until the application says that it is ready, by the launcher's
	 * {@linkplain ApplicationLauncher#readyLine ready line}.
	 * @param timeout time allowed
	 * @return this process
	 * @throws ApplicationProcessException if it ended, or was not ready in time
	 */
	public ApplicationProcess awaitReady(Duration timeout) {
		awaitLine(this.launcher.readyPattern(), timeout);
		return this;
	}

	/**
	 * Wait until a line of its output matches. Lines written before the call count too.
	 * @param regex found anywhere in the line
	 * @param timeout time allowed
	 * @return the first such line
	 * @throws ApplicationProcessException if it ended, or did not write such a line in
	 * time
	 */
	public String awaitLine(String regex, Duration timeout) {
		return awaitLine(Pattern.compile(regex), timeout);
	}

	private String awaitLine(Pattern pattern, Duration timeout) {
		try {
			String line = this.output.await(pattern, System.nanoTime() + timeout.toNanos());
			if (line != null) {
				return line;
			}
			throw failure((isAlive() ? "has" : "ended with status " + exitStatus() + " and had") + " not written /"
					+ pattern + "/ within " + timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure("interrupted while waiting for /" + pattern + "/");
		}
	}

	private boolean hasEndedWithAllItStarted() {
		return !isAlive() && this.lineage.alive().isEmpty();
	}

	/**
	 * Send a signal to exactly this process.
	 * @param signal what to send
	 * @throws IllegalStateException if it has ended
	 */
	public void signal(ProcessSignal signal) {
		if (!isAlive()) {
			// Its number may belong to somebody else by now.
			throw failure("ended with status " + exitStatus() + " before " + signal + " could be sent");
		}
		this.observed.signal(signal);
	}

	/**
	 * Wait until it has ended.
	 * @param timeout time allowed
	 * @return exit status; 128 plus the signal's number if a signal ended it
	 * @throws ApplicationProcessException if it is still running then
	 */
	public int awaitExit(Duration timeout) {
		try {
			if (!this.process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw failure("is still running after " + timeout);
			}
			this.output.catchUp();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure("interrupted while waiting for its end");
		}
	}

	/**
	 * Return the exit status.
	 * @return status, or {@code null} while it runs
	 */
	public @Nullable Integer exitStatus() {
		return isAlive() ? null : this.process.exitValue();
	}

	/**
	 * Return what it has written so far, standard output and error together.
	 * @return complete lines in order
	 */
	public List<String> output() {
		return this.output.lines();
	}

	/**
	 * Return the file that keeps its output after the process is closed.
	 * @return log file
	 */
	public Path log() {
		return this.log;
	}

	/**
	 * Return the view of this process in {@code /proc}.
	 * @return the view
	 */
	public ObservedProcess observe() {
		return this.observed;
	}

	/**
	 * Return the living processes that stem from this one, itself included, even when
	 * their parents have ended: a successor that the application launched, for example.
	 * @return processes in no order
	 */
	public List<ObservedProcess> lineage() {
		return this.lineage.alive().stream().map((handle) -> new ObservedProcess(handle.pid())).toList();
	}

	/**
	 * Count its open descriptors.
	 * @return descriptors of every kind
	 */
	public int openDescriptors() {
		return this.observed.openDescriptors();
	}

	/**
	 * Count its threads.
	 * @return threads, those of the JVM itself included
	 */
	public int threads() {
		return this.observed.threads();
	}

	/**
	 * Return the inodes of its sockets.
	 * @return inodes of sockets of every kind
	 */
	public Set<Long> socketInodes() {
		return this.observed.socketInodes();
	}

	/**
	 * Return the TCP sockets on which it can accept.
	 * @return listening sockets
	 */
	public List<ListeningSocket> listeningSockets() {
		return this.observed.listeningSockets();
	}

	private ApplicationProcessException failure(String what) {
		return new ApplicationProcessException("Process " + pid() + " " + what, this);
	}

	/**
	 * Kill it and all that stems from it, and wait until they are gone. Does nothing if
	 * they have ended.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
		this.lineage.kill();
		this.output.close();
	}

	@Override
	public String toString() {
		return "process " + pid() + " (" + this.launcher.jar().getFileName() + ", "
				+ (isAlive() ? "running" : "exit status " + exitStatus()) + ")";
	}

}
