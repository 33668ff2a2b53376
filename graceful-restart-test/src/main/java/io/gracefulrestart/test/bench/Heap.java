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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap of a process, as its collections leave it: what it holds, without what nobody
 * holds any more.
 *
 * @param subject whose processes they are
 * @param pid the process
 */
record Heap(Subject subject, long pid) {

	private static final Pattern USED = Pattern.compile("used (\\d+)K");

	private static final Pattern PAUSE = Pattern.compile("Pause (?:Young|Full).* \\d+M->(\\d+)M\\(");

	/**
	 * Return what a JVM has to be told so that {@link #collections()} knows of them.
	 * @param subject whose processes they are
	 * @return an argument
	 */
	static String logged(Subject subject) {
		return "-Xlog:gc:file=" + subject.directory().resolve("gc-%p.log");
	}

	/**
	 * Collect all, and return what is left.
	 * @return its size in MiB
	 */
	double afterCollection() throws IOException, InterruptedException {
		jcmd("GC.run");
		Matcher used = USED.matcher(jcmd("GC.heap_info"));
		if (!used.find()) {
			throw new IllegalStateException("No heap in the answer of jcmd");
		}
		return Double.parseDouble(used.group(1)) / 1024;
	}

	/**
	 * Return what each collection so far has left, those included that look at young
	 * objects only.
	 * @return sizes in MiB, in order
	 */
	List<Double> collections() throws IOException {
		Path log = this.subject.directory().resolve("gc-" + this.pid + ".log");
		return Files.readAllLines(log)
			.stream()
			.map(PAUSE::matcher)
			.filter(Matcher::find)
			.map((pause) -> Double.valueOf(pause.group(1)))
			.toList();
	}

	private String jcmd(String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(this.subject.java().home().resolve("bin/jcmd").toString(),
				Long.toString(this.pid), command)
			.redirectErrorStream(true)
			.start();
		String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException("jcmd " + command + " failed: " + answer);
		}
		return answer;
	}

}
