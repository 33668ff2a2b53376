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

package io.gracefulrestart.test.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.sample.SampleRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a command has come to.
 *
 * @param command program and arguments
 * @param status exit status
 * @param output what it has printed, errors included
 */
record CommandResult(List<String> command, int status, String output) {

	/**
	 * Run a command, and wait for its end.
	 * @param command program and arguments
	 * @return what it has come to
	 */
	static CommandResult of(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
			if (!process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException(command + " has not ended after " + SampleRun.PATIENCE);
			}
			return new CommandResult(command, process.exitValue(), output.join().strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for " + command, ex);
		}
	}

	private static String read(Process process) {
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Assert that it has succeeded.
	 * @return this
	 */
	CommandResult assertSuccess() {
		assertThat(this.status).as(this::toString).isZero();
		return this;
	}

}
