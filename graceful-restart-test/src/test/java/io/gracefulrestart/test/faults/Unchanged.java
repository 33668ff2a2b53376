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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gracefulrestart.test.load.LoadProgress;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.HandoffView.PastHandoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The strict meaning of "unchanged" after a handoff that has failed: the predecessor
 * serves on with state {@code SERVING}, no request has failed, no connection was closed,
 * the attempt and its reason stand in {@code /actuator/handoff} and in one WARN line, no
 * descriptor, thread, temporary file or process is left behind, and the next handoff
 * works. Made before the fault.
 */
final class Unchanged {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final int SAMPLES = 5;

	private final Rig rig;

	private final ApplicationProcess predecessor;

	private final HandoffView view;

	private final List<Long> inodes;

	private final Holdings holdings;

	private final Set<String> files;

	private final int lines;

	private final LoadProgress load;

	Unchanged(Rig rig, ApplicationProcess predecessor) {
		this.rig = rig;
		this.predecessor = predecessor;
		this.load = rig.load().progress();
		this.view = rig.view();
		this.inodes = this.view.listeners().stream().map(ListenerView::inode).toList();
		this.holdings = Holdings.least(predecessor, SAMPLES);
		this.files = files(rig.directory());
		this.lines = predecessor.output().size();
		assertThat(this.view.state()).isEqualTo("SERVING");
		assertThat(this.view.pid()).isEqualTo(predecessor.pid());
	}

	/**
	 * Assert that nothing has changed, and that the next handoff works.
	 * @param outcome outcome of the attempt in the application's words
	 * @param reason part of its reason
	 * @return the process that serves now
	 */
	ApplicationProcess verify(String outcome, String reason) {
		verifySoFar(outcome, reason);
		return verifyNextHandoff();
	}

	/**
	 * Assert that nothing has changed so far.
	 * @param outcome outcome of the attempt in the application's words
	 * @param reason part of its reason
	 * @param living processes that may live: frozen ones, which wake later
	 */
	void verifySoFar(String outcome, String reason, ApplicationProcess... living) {
		HandoffView now = await().atMost(SOON).until(this.rig::view, this::hasOneMoreAttempt);
		PastHandoff attempt = last(now).orElseThrow();
		assertThat(attempt.outcome()).isEqualTo(outcome);
		assertThat(attempt.reason()).contains(reason);
		assertThat(now.pid()).isEqualTo(this.predecessor.pid());
		assertThat(now.generation()).isEqualTo(this.view.generation());
		assertThat(now.listeners()).extracting(ListenerView::inode).isEqualTo(this.inodes);
		// The attempt is told of a moment before it is logged.
		await().atMost(SOON).untilAsserted(() -> assertThat(warnings()).singleElement().asString().contains(reason));
		verifyRest(living);
	}

	/**
	 * Assert that nothing has changed after a restart that the process has made itself,
	 * and that the next handoff works.
	 * @param reason part of the reason why it has failed
	 * @return the process that serves now
	 */
	ApplicationProcess verifyRestart(String reason) {
		HandoffView now = await().atMost(SOON).until(this.rig::view, (view) -> !view.restart().outcome().isEmpty());
		assertThat(now.restart().outcome()).isEqualTo("FAILED");
		assertThat(now.restart().reason()).contains(reason);
		assertThat(now.state()).isEqualTo("SERVING");
		assertThat(now.generation()).isEqualTo(this.view.generation());
		assertThat(now.listeners()).extracting(ListenerView::inode).isEqualTo(this.inodes);
		await().atMost(SOON).untilAsserted(() -> assertThat(warnings()).singleElement().asString().contains(reason));
		assertThat(this.predecessor.lineage()).containsExactly(this.predecessor.observe());
		verifyRest();
		return verifyNextHandoff();
	}

	/**
	 * Assert that nothing has changed, that no successor has asked the process which
	 * serves, and that the next handoff works.
	 * @param warnings parts of the WARN lines, one for each, by which it has mentioned
	 * others that came to its control socket
	 */
	void verifyUntouched(String... warnings) {
		assertThat(last(this.rig.view())).isEqualTo(last(this.view));
		await().atMost(SOON).untilAsserted(() -> assertThat(warnings()).hasSameSizeAs(warnings));
		for (String warning : warnings) {
			assertThat(warnings()).filteredOn((line) -> line.contains(warning))
				.as(warning)
				.hasSize(Collections.frequency(List.of(warnings), warning));
		}
		verifyRest();
		verifyNextHandoff();
	}

	private void verifyRest(ApplicationProcess... living) {
		this.rig.load().awaitAnswers();
		verifyLoad();
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(Holdings.of(this.predecessor).surplus(this.holdings))
				.as(() -> Holdings.describe(this.predecessor))
				.isEmpty());
		List<ApplicationProcess> expected = Stream.concat(Stream.of(this.predecessor), Arrays.stream(living)).toList();
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.rig.alive()).containsExactlyInAnyOrderElementsOf(expected));
		if (living.length == 0) {
			assertThat(files(this.rig.directory())).isEqualTo(this.files);
		}
	}

	private boolean hasOneMoreAttempt(HandoffView now) {
		return now.state().equals("SERVING") && !last(now).equals(last(this.view));
	}

	private static Optional<PastHandoff> last(HandoffView view) {
		List<PastHandoff> all = view.handoffs();
		return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
	}

	private List<String> warnings() {
		List<String> written = this.predecessor.output();
		List<String> since = written.subList(this.lines, written.size());
		// A successor that it has started writes to the same file.
		String pid = this.predecessor.pid() + " --- ";
		assertThat(since).noneMatch((line) -> line.contains(" ERROR " + pid));
		return since.stream().filter((line) -> line.contains(" WARN " + pid)).toList();
	}

	private void verifyLoad() {
		LoadProgress now = this.rig.load().progress();
		String seen = this.rig.load().snapshot().describe();
		assertThat(now.failed()).as(seen).isEqualTo(this.load.failed()).isZero();
		assertThat(now.closedWithWarning()).as(seen).isEqualTo(this.load.closedWithWarning());
		assertThat(now.closedWithoutWarning()).as(seen).isEqualTo(this.load.closedWithoutWarning());
	}

	/**
	 * Assert that the next handoff works, and that no client has noticed anything.
	 * @return the process that serves now
	 */
	ApplicationProcess verifyNextHandoff() {
		ApplicationProcess next = this.rig.handOver();
		HandoffView now = this.rig.view();
		assertThat(now.generation()).isEqualTo(this.view.generation() + 1);
		assertThat(now.listeners()).extracting(ListenerView::inode).isEqualTo(this.inodes);
		this.rig.load().awaitAnswers();
		this.rig.load().assertFlawless();
		return next;
	}

	// Tomcat's own directories stay behind when its JVM is killed, as with any other
	// application; what tests put here is none of the product's.
	private static Set<String> files(Path directory) {
		try (Stream<Path> found = Files.walk(directory)) {
			return found.map((path) -> directory.relativize(path).toString())
				.filter((path) -> !path.matches("tmp/tomcat.*|relay-.*|hold-.*"))
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
