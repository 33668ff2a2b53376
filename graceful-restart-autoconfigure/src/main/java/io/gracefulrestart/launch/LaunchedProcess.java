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

package io.gracefulrestart.launch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.time.Deadline;

/**
 * A process that this one has started. Thread safe.
 * <p>
 * Its standard output and standard error are pipes. What comes out of them is written to
 * descriptors 1 and 2 of this process, byte for byte and at once, until the process has
 * closed them or replaced them by others
 * ({@link io.gracefulrestart.fd.StandardStreams#replaceOwn()}). If this process's own
 * output is closed, what the process writes is dropped. If it takes nothing for two
 * seconds, with up to 256 KiB waiting, what comes then is dropped until it takes
 * something again; so the process is slowed down by a slow reader, and never stopped or
 * ended by one that has gone. When this process ends, so do the pipes.
 */
public final class LaunchedProcess {

	// A helper that it has left behind may hold the pipes for long.
	private static final Duration LAST_OUTPUT = Duration.ofMillis(50);

	private final Process process;

	private final LaunchToken token;

	private final Instant startedAt;

	private final OutputTail tail = new OutputTail();

	private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();

	private LaunchedProcess(Process process, LaunchToken token, Instant startedAt) {
		this.process = process;
		this.token = token;
		this.startedAt = startedAt;
	}

	/**
	 * Take over a process that has just been started.
	 * @param process the process, with pipes for its output
	 * @param token its secret
	 * @param startedAt when it was started
	 * @param targets where its output goes
	 * @return the process
	 */
	static LaunchedProcess of(Process process, LaunchToken token, Instant startedAt, OutputTargets targets) {
		LaunchedProcess launched = new LaunchedProcess(process, token, startedAt);
		try {
			launched.watch(targets);
			return launched;
		}
		catch (Throwable ex) {
			// No thread could be started: nobody would read what it writes.
			process.toHandle().destroyForcibly();
			throw ex;
		}
	}

	private void watch(OutputTargets targets) {
		String name = "graceful-restart-output-" + pid();
		CompletableFuture<Void> output = new OutputCopy(this.process.getInputStream(), targets.output(),
				this.tail.source())
			.start(name);
		CompletableFuture<Void> error = new OutputCopy(this.process.getErrorStream(), targets.error(),
				this.tail.source())
			.start(name + "-error");
		// Not Process.onExit(), which needs a thread of the common pool: the application
		// may have them all busy.
		Thread thread = new Thread(() -> awaitExit(CompletableFuture.allOf(output, error)),
				"graceful-restart-exit-" + pid());
		thread.setDaemon(true);
		thread.start();
	}

	private void awaitExit(CompletableFuture<Void> output) {
		try {
			ExitStatus status = new ExitStatus(this.process.waitFor());
			awaitLastOutput(output);
			this.exit.complete(status);
		}
		catch (InterruptedException ex) {
			this.exit.completeExceptionally(ex);
		}
	}

	private static void awaitLastOutput(CompletableFuture<Void> output) throws InterruptedException {
		try {
			output.get(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			// The tail then lacks what comes later, which is not the process's own.
		}
	}

	/**
	 * Return its process id. That of the successor's JVM may be another one, if the
	 * command is a script which does not end with {@code exec}.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return the secret that the successor knows, whichever process it is.
	 * @return the token
	 */
	public LaunchToken token() {
		return this.token;
	}

	/**
	 * Return when it was started.
	 * @return the time by this host's clock
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Return whether it has not ended.
	 * @return whether it runs, or is stopped
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return what completes when it has ended, some milliseconds later, and the
	 * {@link #tail()} has its last words. If another process holds its output, that takes
	 * 50 ms more. What depends on it runs in a thread of this object and should not
	 * block.
	 * @return a future of the caller's own
	 */
	public CompletableFuture<ExitStatus> onExit() {
		return this.exit.copy();
	}

	/**
	 * Return the last lines of what it has written to the pipes, output and error as they
	 * came: at most 100 lines, of each at most its first 1000 bytes.
	 * @return the lines, without their ends, the latest last
	 */
	public List<String> tail() {
		return this.tail.lines();
	}

	/**
	 * End it, and whatever it has started and not left: by SIGTERM first, and by SIGKILL
	 * when the deadline has passed, or the thread is interrupted (its flag is kept).
	 * Returns when all of them are gone, which takes long only if the kernel does not let
	 * go of one. Nothing is done if it has ended already.
	 * @param deadline until when they may end by themselves
	 * @return how the process ended
	 */
	public ExitStatus end(Deadline deadline) {
		new ProcessTree(this.process.toHandle()).end(deadline);
		return this.exit.join();
	}

	@Override
	public String toString() {
		return "process " + pid() + (isAlive() ? "" : " (ended)");
	}

}
