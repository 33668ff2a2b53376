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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.bench.IdleConnection.Answer;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.Window;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.restart.HandoffReport;
import io.gracefulrestart.test.restart.Restart;
import io.gracefulrestart.test.restart.ScenarioListener;
import org.jspecify.annotations.Nullable;

/**
 * Holds idle connections while an application is restarted, and looks after each restart
 * what became of them.
 */
final class IdleConnections implements ScenarioListener, AutoCloseable {

	private static final Pattern MOVED = Pattern.compile("(\\d+) connections moved");

	private final int port;

	private final int count;

	private final List<IdleConnection> connections = new ArrayList<>();

	private final List<String> warnings = new ArrayList<>();

	private final List<Window> handoffs = new ArrayList<>();

	private final List<Double> microseconds = new ArrayList<>();

	private int right;

	private @Nullable Load load;

	private @Nullable ApplicationProcess serving;

	/**
	 * Create connections that are opened when the application serves.
	 * @param port where it serves
	 * @param count how many
	 */
	IdleConnections(int port, int count) {
		this.port = port;
		this.count = count;
	}

	@Override
	public void serving(ApplicationProcess process, Load load) {
		this.load = load;
		this.serving = process;
		try {
			for (int i = 0; i < this.count; i++) {
				IdleConnection connection = new IdleConnection(this.port);
				this.connections.add(connection);
				Answer answer = connection.ask(process);
				if (answer != Answer.RIGHT) {
					throw new IllegalStateException("Connection " + i + " is " + answer + " before any restart");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void restarted(int number, Restart restart) {
		ApplicationProcess predecessor = this.serving;
		HandoffReport handoff = restart.handoff();
		if (!restart.isReplaced() || handoff == null || predecessor == null || this.load == null) {
			throw new IllegalStateException("Restart " + number + " has failed: " + restart);
		}
		this.microseconds.add(handoff.phase("connections").toNanos() / 1e3 / moved(predecessor));
		Duration start = this.load.at(restart.startNanos());
		this.handoffs.add(new Window(start.plus(known(restart.timings().ready())),
				start.plus(known(restart.timings().predecessorEnded()))));
		predecessor.output().stream().filter((line) -> line.contains(" WARN ")).forEach(this.warnings::add);
		this.connections.removeIf((connection) -> hasClosed(connection, restart.successor()));
		this.serving = restart.successor();
	}

	private boolean hasClosed(IdleConnection connection, ApplicationProcess successor) {
		Answer answer = connection.ask(successor);
		this.right += (answer == Answer.RIGHT) ? 1 : 0;
		if (answer == Answer.CLOSED) {
			connection.close();
		}
		return answer == Answer.CLOSED;
	}

	private static Duration known(@Nullable Duration seen) {
		return Objects.requireNonNull(seen, "A restart that has succeeded has all of its timings");
	}

	// Those of the load are among them.
	private static int moved(ApplicationProcess predecessor) {
		for (String line : predecessor.output()) {
			Matcher matcher = MOVED.matcher(line);
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
		}
		throw new IllegalStateException("No connection was moved:\n" + String.join("\n", predecessor.output()));
	}

	/**
	 * Describe what came of the connections, of which each is asked once after each
	 * restart.
	 * @return the counts
	 */
	String describe() {
		return String.format(Locale.ROOT, "connections %d, closed %d, answered rightly after a restart %d of %d",
				this.count, this.count - this.connections.size(), this.right, this.count * this.handoffs.size());
	}

	/**
	 * Return what the predecessors have warned of: why connections were not moved.
	 * @return lines of their logs, none if all went well
	 */
	List<String> warnings() {
		return this.warnings;
	}

	/**
	 * Return when connections moved.
	 * @return for each restart the time from READY to the end of the predecessor
	 */
	List<Window> handoffs() {
		return this.handoffs;
	}

	/**
	 * Return how long the predecessor's drains took, each divided by the number of
	 * connections that were moved in it.
	 * @return microseconds per connection
	 */
	Samples microseconds() {
		return Samples.of(this.microseconds.stream().mapToDouble(Double::doubleValue));
	}

	@Override
	public void close() {
		this.connections.forEach(IdleConnection::close);
	}

}
