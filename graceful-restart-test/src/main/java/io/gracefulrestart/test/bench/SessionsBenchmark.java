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

package io.gracefulrestart.test.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.gracefulrestart.test.bench.SessionChain.Step;

/**
 * What it takes to carry sessions: how much longer a successor that is ready waits, what
 * clients of the sessions notice meanwhile, and memory.
 */
final class SessionsBenchmark implements Benchmark {

	private static final int RUNS = 3;

	private static final int SESSIONS = 100_000;

	private final Subject subject;

	SessionsBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return RUNS + " times two restarts with " + SESSIONS + " sessions, and as many with " + SessionChain.FEW
				+ ", under 4 clients of them";
	}

	@Override
	public List<String> run() throws Exception {
		List<SessionChain> with = new ArrayList<>();
		List<SessionChain> without = new ArrayList<>();
		double[] bare = new double[RUNS];
		for (int i = 0; i < RUNS; i++) {
			without.add(SessionChain.run(this.subject, SessionChain.FEW));
			with.add(SessionChain.run(this.subject, SESSIONS));
			bare[i] = BareSocket.pass(this.subject.directory(), with.get(i).bytes());
		}
		List<String> lines = new ArrayList<>();
		lines.add(String.format(Locale.ROOT, "a session as bytes %d", with.get(0).bytes() / SESSIONS));
		lines.add("state, with                           " + of(with, (chain) -> chain.first().state()).describe("ms")
				+ " (aim 1500 ms)");
		lines.add("state, without                        "
				+ of(without, (chain) -> chain.first().state()).describe("ms"));
		lines.add("the same bytes, bare socket           " + new Samples(bare).describe("ms"));
		lines
			.add("state, with, second restart           " + of(with, (chain) -> chain.second().state()).describe("ms"));
		lines.add("start, with                           " + both(with, Step::start).describe("ms"));
		lines.add("start, without                        " + both(without, Step::start).describe("ms"));
		Samples cutoverWith = both(with, Step::cutover);
		Samples cutoverWithout = both(without, Step::cutover);
		lines.add("nobody accepts, with                  " + cutoverWith.describe("ms"));
		lines.add("nobody accepts, without               " + cutoverWithout.describe("ms"));
		lines.add(String.format(Locale.ROOT, "difference of the medians             %.1f ms (aim 50 ms)",
				cutoverWith.median() - cutoverWithout.median()));
		longest(lines, "with   ", with);
		longest(lines, "without", without);
		memory(lines, with, without);
		return lines;
	}

	private static void longest(List<String> lines, String what, List<SessionChain> chains) {
		lines.add("longest answer " + what + ", starting       " + both(chains, Step::before).describe("ms"));
		lines.add("longest answer " + what + ", in state       " + both(chains, Step::meanwhile).describe("ms"));
		lines.add("longest answer " + what + ", next 100       " + both(chains, Step::after).describe("ms"));
	}

	private static void memory(List<String> lines, List<SessionChain> with, List<SessionChain> without) {
		double own = of(with, (chain) -> chain.predecessor().heapBefore()).median()
				- of(without, (chain) -> chain.predecessor().heapBefore()).median();
		double bytes = with.get(0).bytes() / 1048576.0;
		lines.add(String.format(Locale.ROOT, "all sessions: as objects %.0f MiB, as bytes %.0f MiB", own, bytes));
		Samples more = of(with, (chain) -> chain.predecessor().heap() - chain.predecessor().heapBefore());
		lines.add("predecessor's heap, more while giving " + more.describe("MiB")
				+ String.format(Locale.ROOT, ", %.2f of the sessions as bytes", more.median() / bytes));
		Samples inherited = of(with, (chain) -> chain.successor().heap());
		double gained = inherited.median() - of(without, (chain) -> chain.successor().heap()).median();
		lines.add(String.format(Locale.ROOT, "successor's heap with what it has got %.0f MiB, %.2f of them as bytes",
				gained, gained / bytes));
		lines.add("predecessor resident, more with       "
				+ of(with, (chain) -> chain.predecessor().resident() - chain.predecessor().residentBefore())
					.describe("MiB"));
		lines.add("predecessor resident, more without    "
				+ of(without, (chain) -> chain.predecessor().resident() - chain.predecessor().residentBefore())
					.describe("MiB"));
		lines.add("successor resident, at most, with     "
				+ of(with, (chain) -> chain.successor().resident()).describe("MiB"));
		lines.add("successor resident, at most, without  "
				+ of(without, (chain) -> chain.successor().resident()).describe("MiB"));
	}

	private static Samples of(List<SessionChain> chains, ToDoubleFunction<SessionChain> figure) {
		return Samples.of(chains.stream().mapToDouble(figure));
	}

	private static Samples both(List<SessionChain> chains, ToDoubleFunction<Step> figure) {
		return Samples
			.of(chains.stream().flatMap((chain) -> Stream.of(chain.first(), chain.second())).mapToDouble(figure));
	}

}
