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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.process.FreePort;

/**
 * How soon the answer to a POST says that the successor has crashed. A script stands in
 * for the successor's command line, which writes down when it begins and when the JVM in
 * it, which is given no jar, has ended; so the JVM's own time does not count, and the
 * time of the script's {@code date} does.
 */
final class CrashBenchmark implements Benchmark {

	private static final int ROUNDS = 10;

	private static final double NANOS_PER_MILLI = 1e6;

	private final Subject subject;

	CrashBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return "successors that crash at start, asked for by POST, " + ROUNDS + " rounds each";
	}

	@Override
	public List<String> run() throws Exception {
		Path junk = Files.writeString(this.subject.directory().resolve("junk.jar"), "no jar\n");
		String jvm = this.subject.java().executable() + " -jar " + junk;
		return List.of(measure("exits with 1 at once   ", "false"), measure("a JVM with a broken jar", jvm));
	}

	private String measure(String what, String command) throws IOException {
		Path begin = this.subject.directory().resolve("begin");
		Path end = this.subject.directory().resolve("end");
		Path script = Files.createTempFile(this.subject.directory(), "crash", ".sh",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.writeString(script, "#!/bin/sh\ndate +%s%N > " + begin + "\n" + command + "\nstatus=$?\ndate +%s%N > "
				+ end + "\nexit $status\n");
		int port = FreePort.next();
		double[] spawned = new double[ROUNDS];
		double[] noticed = new double[ROUNDS];
		try (var process = this.subject.launcher(Variant.GRACEFUL, port)
			.arguments("--graceful-restart.restart.command=" + script)
			.start()
			.awaitReady(Subject.PATIENCE)) {
			for (int i = 0; i < ROUNDS; i++) {
				long asked = now();
				RestartPost.Answer answer = RestartPost.restart(port, "serving");
				long answered = now();
				if (answer.status() != 500) {
					throw new IllegalStateException(process + " says " + answer);
				}
				spawned[i] = (read(begin) - asked) / NANOS_PER_MILLI;
				noticed[i] = (answered - read(end)) / NANOS_PER_MILLI;
			}
		}
		return what + "  from its end to the answer " + new Samples(noticed).describe("ms")
				+ " (aim 100 ms); from the POST to its beginning " + new Samples(spawned).describe("ms");
	}

	private static long read(Path stamp) throws IOException {
		return Long.parseLong(Files.readString(stamp).strip());
	}

	private static long now() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1_000_000_000L + now.getNano();
	}

}
