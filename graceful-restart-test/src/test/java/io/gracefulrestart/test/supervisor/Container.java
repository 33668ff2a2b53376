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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

/**
 * A pid namespace with a {@code /proc} of its own, which is what makes a container for
 * the application. The network and all files are the host's, so that two of them are as
 * two containers which share a network namespace and the directory of the control socket.
 * When its first process ends, the kernel kills all others in there.
 */
final class Container {

	private final ApplicationProcess outside;

	private Container(ApplicationProcess outside) {
		this.outside = outside;
	}

	/**
	 * Start one.
	 * @param run ends it after the test
	 * @param launcher starts the application
	 * @param init what is process 1 in front of the application; none if the application
	 * is to be that itself
	 * @return the container, whose application is not ready yet
	 */
	static Container start(SampleRun run, ApplicationLauncher launcher, String... init) {
		List<String> prefix = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
		prefix.addAll(List.of(init));
		// Where nobody can clear away what is killed with the container.
		return new Container(run
			.launch(launcher.environment("TMPDIR", run.directory().toString()).prefix(prefix.toArray(String[]::new))));
	}

	/**
	 * Return what it writes.
	 * @return the process outside that waits for process 1, and ends as that does
	 */
	ApplicationProcess outside() {
		return this.outside;
	}

	/**
	 * Wait until its first application serves.
	 * @return this container
	 */
	Container awaitServing() {
		this.outside.awaitLine("Generation \\d+ serving", SampleRun.PATIENCE);
		return this;
	}

	/**
	 * Return its process 1, under the number that it has outside.
	 * @return the process
	 */
	ObservedProcess first() {
		return Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> ProcessHandle.of(this.outside.pid()).stream().flatMap(ProcessHandle::children).toList(),
					(children) -> children.size() == 1)
			.stream()
			.map((process) -> new ObservedProcess(process.pid()))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Send a signal to its process 1, as who stops a container does.
	 * @param signal what to send
	 */
	void signal(ProcessSignal signal) {
		first().signal(signal);
	}

	/**
	 * Wait for its end.
	 * @return the exit status of its process 1
	 */
	int awaitExit() {
		return this.outside.awaitExit(SampleRun.PATIENCE);
	}

	/**
	 * Return a launcher that starts another process in here.
	 * @param launcher any launcher
	 * @return a new launcher
	 */
	ApplicationLauncher inside(ApplicationLauncher launcher) {
		return launcher.prefix("nsenter", "--target", String.valueOf(first().pid()), "--pid", "--mount", "--");
	}

}
