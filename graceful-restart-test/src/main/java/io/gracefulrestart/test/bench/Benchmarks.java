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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.test.process.JavaInstallation;
import io.gracefulrestart.test.process.JavaInstallations;

/**
 * Runs the benchmarks that are named, or all, on a Java runtime
 * ({@value JavaInstallations#PROPERTY}) and prints what they found.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run them.
	 * @param arguments the executable jar, then names of benchmarks: {@code start},
	 * {@code steady}, {@code footprint}, {@code restart}, {@code move}, {@code port},
	 * {@code crash}, {@code return}, {@code own}, {@code polite}, {@code meters},
	 * {@code sessions}
	 * @throws Exception if one cannot be run
	 */
	public static void main(String[] arguments) throws Exception {
		Path jar = Path.of(arguments[0]).toAbsolutePath();
		JavaInstallation java = JavaInstallations.selected();
		Path directory = Files.createTempDirectory("graceful-restart-bench");
		Subject subject = new Subject(jar, java, directory);
		Map<String, Benchmark> all = new LinkedHashMap<>();
		all.put("start", new StartBenchmark(subject));
		all.put("steady", new SteadyBenchmark(subject));
		all.put("footprint", new FootprintBenchmark(subject));
		all.put("restart", new RestartBenchmark(subject));
		all.put("move", new MoveBenchmark(subject));
		all.put("port", new PortBenchmark(subject));
		all.put("crash", new CrashBenchmark(subject));
		all.put("return", new ReturnBenchmark(subject));
		all.put("own", new OwnPartBenchmark(subject));
		all.put("polite", new PoliteBenchmark(subject));
		all.put("meters", new MetersBenchmark(subject));
		all.put("sessions", new SessionsBenchmark(subject));
		List<String> names = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
		if (names.isEmpty()) {
			names.addAll(all.keySet());
		}
		System.out.println(java + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
				+ System.getProperty("os.name") + " " + System.getProperty("os.version"));
		for (String name : names) {
			Benchmark benchmark = all.get(name);
			if (benchmark == null) {
				throw new IllegalArgumentException("Unknown benchmark '" + name + "'; there are " + all.keySet());
			}
			System.out.println();
			System.out.println(name + ": " + benchmark.title());
			benchmark.run().forEach((line) -> System.out.println("  " + line));
		}
	}

}
