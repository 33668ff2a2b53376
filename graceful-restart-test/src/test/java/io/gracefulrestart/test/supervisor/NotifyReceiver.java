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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

/**
 * Receives what an application tells its supervisor, where no systemd of the version in
 * question is at hand. It is written in Perl, since Java has no datagrams at Unix
 * sockets.
 */
final class NotifyReceiver implements AutoCloseable {

	// One line a message, with a bar between its lines.
	private static final String SCRIPT = """
			use strict; use IO::Socket::UNIX; use Socket;
			my ($address, $file) = @ARGV;
			(my $path = $address) =~ s/^@/\\0/;
			socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
			bind($socket, pack_sockaddr_un($path)) or die "bind: $!";
			open(my $out, '>>', $file) or die "open: $!";
			$out->autoflush(1);
			print $out "BOUND\\n";
			while (defined recv($socket, my $message, 8192, 0)) { $message =~ tr/\\n/|/; print $out "$message\\n"; }
			""";

	private final Process process;

	private final Path file;

	private final String address;

	private NotifyReceiver(Process process, Path file, String address) {
		this.process = process;
		this.file = file;
		this.address = address;
	}

	/**
	 * Start to receive.
	 * @param directory where its file goes
	 * @param address an absolute path, or {@code @} and a name in the abstract name space
	 * @return the receiver, closed by the caller
	 */
	static NotifyReceiver start(Path directory, String address) {
		Path perl = Requirements.program("perl", "perl-base");
		try {
			Path file = Files.createTempFile(directory, "notify-", ".txt");
			Process process = new ProcessBuilder(perl.toString(), "-e", SCRIPT, address, file.toString()).inheritIO()
				.start();
			NotifyReceiver receiver = new NotifyReceiver(process, file, address);
			Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> !receiver.lines().isEmpty());
			return receiver;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String address() {
		return this.address;
	}

	/**
	 * Return what has come.
	 * @return messages in order, with a bar between the lines of each
	 */
	List<String> messages() {
		return lines().stream().skip(1).toList();
	}

	private List<String> lines() {
		try {
			return Files.readAllLines(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait for a message.
	 * @param from how many messages to pass over
	 * @param wanted tells it
	 * @return its index
	 */
	int await(int from, Predicate<String> wanted) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.failFast(() -> !this.process.isAlive())
			.until(() -> find(from, wanted) >= 0);
		return find(from, wanted);
	}

	private int find(int from, Predicate<String> wanted) {
		List<String> messages = messages();
		for (int i = from; i < messages.size(); i++) {
			if (wanted.test(messages.get(i))) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
