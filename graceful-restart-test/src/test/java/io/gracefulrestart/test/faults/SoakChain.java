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

package io.gracefulrestart.test.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.HandoffView;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The processes of a soak: starts the next one in each of the ways there are, and looks
 * whether what is left of two is in order.
 */
final class SoakChain {

	private static final String LOCK = ".graceful-restart.lock";

	private static final Duration LOOK = Duration.ofMillis(20);

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int SAMPLES = 3;

	private final Rig rig;

	private final List<SoakProcess> all = new ArrayList<>();

	private final Map<Long, Holdings> holdings = new HashMap<>();

	private final Map<Long, Integer> survived = new HashMap<>();

	private SoakProcess serving;

	// Whether its successors would be led to a relay that is gone, or its lines are lost.
	private boolean replaceable = true;

	SoakChain(Rig rig) {
		this.rig = rig;
		this.serving = add(SoakProcess.of(rig.serving()));
	}

	private SoakProcess add(SoakProcess process) {
		this.all.add(process);
		return process;
	}

	SoakProcess serving() {
		return this.serving;
	}

	Rig rig() {
		return this.rig;
	}

	/**
	 * Start the next process.
	 * @param way how
	 * @param arguments arguments for it only, if it is launched
	 * @return the process, which is not ready yet
	 */
	SoakProcess start(SoakRound.Way way, List<String> arguments) {
		int from = this.serving.lines().size();
		switch (way) {
			case LAUNCHED -> {
				return add(SoakProcess.of(this.rig.start(arguments.toArray(String[]::new))));
			}
			case POSTED -> assertThat(post("{\"wait\":\"false\"}")).as("status of a restart").isEqualTo(202);
			case SIGNALLED -> this.serving.process().signal(ProcessSignal.HUP);
		}
		String started = "Started successor \\(pid \\d+\\)";
		assertThat(this.serving.awaitLine(started, from)).as(started).isTrue();
		String line = this.serving.lines()
			.stream()
			.skip(from)
			.filter((each) -> each.contains("Started successor (pid "))
			.findFirst()
			.orElseThrow();
		long pid = Long.parseLong(line.replaceAll(".*Started successor \\(pid (\\d+)\\).*", "$1"));
		return add(new SoakProcess(new ObservedProcess(pid), this.serving.log()));
	}

	/**
	 * Send a POST to the endpoint of whoever serves.
	 * @param body the arguments
	 * @return status of the response
	 */
	int post(String body) {
		try (HttpConnection connection = HttpConnection.open(Rig.HOST, this.rig.port(), Rig.LONG)) {
			connection.send("POST /actuator/handoff HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
					+ "Content-Length: " + body.length() + "\r\n\r\n" + body);
			return connection.receive(Rig.LONG).status();
		}
		catch (RequestFailedException ex) {
			throw new AssertionError("Nobody takes a POST", ex);
		}
	}

	/**
	 * Wait until one process is left which serves, or none is.
	 * @return whether one is left
	 */
	boolean settle() {
		await("one process that serves, or none").atMost(Rig.LONG).pollInterval(LOOK).until(() -> {
			List<SoakProcess> alive = alive();
			return alive.isEmpty() || (alive.size() == 1 && serves(alive.get(0)));
		});
		Optional<SoakProcess> left = alive().stream().findFirst();
		left.ifPresent((process) -> this.serving = process);
		return left.isPresent();
	}

	private boolean serves(SoakProcess process) {
		HandoffView view = view();
		return view != null && view.pid() == process.pid() && view.state().equals("SERVING")
				&& Sockets.listenersAt(this.rig.controlSocket())
					.stream()
					.anyMatch(process.process().socketInodes()::contains);
	}

	private @Nullable HandoffView view() {
		try {
			return HandoffView.at(this.rig.port());
		}
		catch (RequestFailedException ex) {
			// Nobody yet, or it was killed while it answered.
			return null;
		}
	}

	List<SoakProcess> alive() {
		return this.all.stream().filter(SoakProcess::isAlive).toList();
	}

	/**
	 * Look for what a round has left behind that has no business there.
	 * @return a text for each finding
	 */
	List<String> leftBehind() throws Exception {
		List<String> findings = new ArrayList<>();
		List<String> files = filesBesideTheLock();
		files.remove(this.rig.controlSocket().getFileName().toString());
		if (!files.isEmpty()) {
			findings.add("files in the runtime directory: " + files);
		}
		long pid = this.serving.pid();
		// The first time in which it restarts or comes back makes what it keeps.
		if (this.survived.merge(pid, 1, Integer::sum) == 2) {
			this.holdings.put(pid, Holdings.of(this.serving.process()));
		}
		Holdings before = this.holdings.get(pid);
		if (before != null) {
			List<String> more = surplus(before);
			if (!more.isEmpty()) {
				findings.add("after " + this.survived.get(pid) + " rounds " + this.serving + " has " + more);
			}
		}
		return findings;
	}

	// What ends a little later is not left behind.
	private List<String> surplus(Holdings before) {
		List<String> more = new ArrayList<>();
		try {
			await().atMost(SOON).until(() -> {
				more.clear();
				more.addAll(Holdings.least(this.serving.process(), SAMPLES).surplus(before));
				return more.isEmpty();
			});
		}
		catch (ConditionTimeoutException ex) {
			// The caller says what there is.
		}
		return more;
	}

	/**
	 * Return the files of the runtime directory.
	 * @return their names, without that of the lock, which is there for good
	 */
	List<String> filesBesideTheLock() throws Exception {
		Path directory = this.rig.controlSocket().getParent();
		try (Stream<Path> found = Files.list(directory)) {
			List<String> names = new ArrayList<>(found.map((file) -> file.getFileName().toString()).toList());
			names.remove(LOCK);
			return names;
		}
	}

	/**
	 * Say that whoever serves now cannot make the next restart itself.
	 */
	void replaceNext() {
		this.replaceable = false;
	}

	/**
	 * Return whether a plain restart is due before the next round.
	 * @return whether it is due
	 */
	boolean isReplacementDue() {
		return !this.replaceable;
	}

	/**
	 * Start the first process again, after all have ended.
	 */
	void startAfresh() {
		ApplicationProcess process = this.rig.start();
		process.awaitLine("Generation 1 serving", Rig.LONG);
		this.serving = add(SoakProcess.of(process));
		this.replaceable = true;
		assertThat(settle()).isTrue();
	}

	/**
	 * Make a restart in which nothing goes wrong.
	 * @return the process that serves now
	 */
	ApplicationProcess replace() {
		SoakProcess predecessor = this.serving;
		ApplicationProcess successor = this.rig.start();
		SoakProcess next = add(SoakProcess.of(successor));
		assertThat(next.awaitLine("Generation \\d+ serving", 0)).as("the next deploy").isTrue();
		assertThat(settle()).isTrue();
		assertThat(predecessor.isAlive()).isFalse();
		assertThat(this.serving).isEqualTo(next);
		this.replaceable = true;
		return successor;
	}

}
