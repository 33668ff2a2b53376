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

package io.gracefulrestart.test.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the clients of a load have seen. Immutable.
 */
public final class LoadResult {

	private final Instant startTime;

	private final Duration length;

	private final List<ClientSamples> samples;

	private final List<Answerer> answerers;

	private final List<EndedConnection> endings;

	private final List<KeptConnection> connections;

	private final List<FailureExample> examples;

	private final List<Mark> marks;

	private final Map<String, Long> counts;

	// Ends of all properly answered requests, ascending, to find gaps in.
	private final long[] answers;

	LoadResult(LoadRecord record, Duration length, List<ClientSamples> samples) {
		this.startTime = record.startTime;
		this.length = length;
		this.samples = samples;
		this.answerers = record.answerers.toList();
		this.endings = record.endings();
		this.connections = record.connections.toList();
		this.examples = record.examples();
		this.marks = record.marks();
		this.counts = record.counts();
		this.answers = answers(samples);
	}

	private static long[] answers(List<ClientSamples> samples) {
		long[] ends = new long[samples.stream().mapToInt((client) -> client.values().length / SampleLog.WIDTH).sum()];
		int count = 0;
		for (ClientSamples client : samples) {
			long[] values = client.values();
			for (int i = 0; i < values.length; i += SampleLog.WIDTH) {
				if (SampleLog.outcome(values[i + 1]) == Outcome.OK) {
					ends[count++] = values[i];
				}
			}
		}
		long[] sorted = Arrays.copyOf(ends, count);
		Arrays.sort(sorted);
		return sorted;
	}

	/**
	 * Return when the run began.
	 * @return wall clock
	 */
	public Instant startTime() {
		return this.startTime;
	}

	/**
	 * Return how long the clients were sending.
	 * @return time from the beginning to the stop, or to the snapshot
	 */
	public Duration length() {
		return this.length;
	}

	/**
	 * Return the whole run as a window.
	 * @return window from zero to {@link #length()}
	 */
	public Window whole() {
		return new Window(Duration.ZERO, this.length);
	}

	/**
	 * Return how many requests were sent.
	 * @return all requests, whatever became of them
	 */
	public long requests() {
		return this.samples.stream().mapToLong((client) -> client.values().length / SampleLog.WIDTH).sum();
	}

	/**
	 * Return how many requests failed.
	 * @return all that are not {@link Outcome#OK}
	 */
	public long failed() {
		return requests() - this.answers.length;
	}

	/**
	 * Return the figures of the whole run.
	 * @return figures of every request
	 */
	public LoadFigures figures() {
		return new FigureCount(this.answerers, this.length).add(this.samples, (from, to) -> true)
			.add(this.endings, (at) -> true)
			.toFigures(LongestGap.in(this.answers, whole(), this.length));
	}

	/**
	 * Return the figures of a part of the run.
	 * @param window the part
	 * @return figures of all requests that overlap it
	 */
	public LoadFigures figures(Window window) {
		return new FigureCount(this.answerers, window.length()).add(this.samples, window::overlaps)
			.add(this.endings, (at) -> window.overlaps(at, at))
			.toFigures(LongestGap.in(this.answers, window, this.length));
	}

	/**
	 * Return the figures of what is not part of any of some windows, for example the
	 * steady state between restarts.
	 * @param windows the parts left out, which do not overlap each other
	 * @return figures of all requests that overlap none of them
	 */
	public LoadFigures figuresOutside(Collection<Window> windows) {
		Duration span = windows.stream().map(Window::length).reduce(this.length, Duration::minus);
		return new FigureCount(this.answerers, span)
			.add(this.samples, (from, to) -> windows.stream().noneMatch((window) -> window.overlaps(from, to)))
			.add(this.endings, (at) -> windows.stream().noneMatch((window) -> window.overlaps(at, at)))
			.toFigures(LongestGap.outside(this.answers, windows, this.length));
	}

	/**
	 * Return the figures of the clients of one pattern.
	 * @param label label of the pattern
	 * @return figures of the whole run; the gap is that of all clients
	 */
	public LoadFigures figuresOf(String label) {
		List<ClientSamples> some = this.samples.stream().filter((client) -> client.pattern().equals(label)).toList();
		return new FigureCount(this.answerers, this.length).add(some, (from, to) -> true)
			.toFigures(LongestGap.in(this.answers, whole(), this.length));
	}

	/**
	 * Return what restarts have left of the kept-alive connections.
	 * @param begins when each of them began, ascending
	 * @return connections that were open before the first and are the same behind the
	 * last
	 */
	public Survival survival(List<Duration> begins) {
		return Survival.of(this.connections, begins);
	}

	/**
	 * Return the labels of the patterns that the clients followed.
	 * @return each label once, in the order of the plan
	 */
	public List<String> patterns() {
		return this.samples.stream().map(ClientSamples::pattern).distinct().toList();
	}

	/**
	 * Cut the run into short stretches.
	 * @param width length of each, such as 100 ms
	 * @return all of them from the beginning on, also those in which nothing ended
	 */
	public List<TimeSlice> timeline(Duration width) {
		return new Timeline(this.answerers, width, this.length).of(this.samples, this.connections);
	}

	/**
	 * Return what was marked.
	 * @return marks in order of time
	 */
	public List<Mark> marks() {
		return this.marks;
	}

	/**
	 * Return what the clients have counted besides, such as the codes with which sessions
	 * were closed.
	 * @return how often each thing happened, by the label of the pattern and what it was,
	 * {@code "websocket: closed with 1012"} for example; what never happened is left out
	 */
	public Map<String, Long> counts() {
		return Collections.unmodifiableMap(this.counts);
	}

	/**
	 * Return how often something happened that clients count.
	 * @param what as in {@link #counts()}
	 * @return zero if it never happened
	 */
	public long count(String what) {
		return this.counts.getOrDefault(what, 0L);
	}

	/**
	 * Return the first failures.
	 * @return as many as the plan wanted to keep, in order of time
	 */
	public List<FailureExample> failureExamples() {
		return this.examples;
	}

	/**
	 * Return who answered.
	 * @return every process that said who it is, oldest generation first
	 */
	public List<Answerer> answerers() {
		return this.answerers.stream().filter((answerer) -> !answerer.equals(Answerer.UNKNOWN)).sorted().toList();
	}

	/**
	 * Describe the run in a few lines of text, for the message of an assertion.
	 * @return figures, answerers and the first failures
	 */
	public String describe() {
		LoadFigures figures = figures();
		String answered = figures.answerers()
			.entrySet()
			.stream()
			.map((entry) -> "\n  " + entry.getValue() + " answered by " + entry.getKey())
			.collect(Collectors.joining());
		String failures = this.examples.stream()
			.limit(20)
			.map((example) -> "\n  " + example)
			.collect(Collectors.joining());
		String counted = this.counts.isEmpty() ? "" : "\n  " + this.counts;
		return figures + answered + counted + failures;
	}

	@Override
	public String toString() {
		return figures().toString();
	}

}
