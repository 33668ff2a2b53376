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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;

/**
 * What a process has open, counted by kind, and the threads that it has for handoffs.
 *
 * @param counts number of each kind
 */
record Holdings(Map<String, Integer> counts) {

	private static final String OTHER_SOCKET = "other socket";

	// Names of threads as the kernel cuts them, at 15 bytes.
	private static final String OUR_THREADS = "graceful-restar";

	// What comes and goes with the JVM's own work. One waits for the end of a process,
	// and
	// another minute for more of that.
	private static final Pattern OF_THE_JVM = Pattern
		.compile("(C1|C2|GC|G1|VM|Sweeper|JIT|Signal|Common-Cleaner|process reaper).*");

	static Holdings of(ApplicationProcess process) {
		return of(process.observe());
	}

	static Holdings of(ObservedProcess process) {
		Map<String, Integer> counts = new TreeMap<>();
		descriptors(process).forEach((number, kind) -> {
			// The first three are the log file, which is another one for each process.
			if (number > 2) {
				counts.merge("descriptor " + kind, 1, Integer::sum);
			}
		});
		threads(process).forEach((name, count) -> {
			if (name.startsWith(OUR_THREADS)) {
				counts.put("thread " + name, count);
			}
			if (!OF_THE_JVM.matcher(name).matches()) {
				counts.merge("threads", count, Integer::sum);
			}
		});
		return new Holdings(counts);
	}

	/**
	 * Count a process's threads.
	 * @param process the process
	 * @return their numbers by name, as the kernel cuts it
	 */
	static Map<String, Integer> threads(ApplicationProcess process) {
		return threads(process.observe());
	}

	private static Map<String, Integer> threads(ObservedProcess process) {
		Map<String, Integer> threads = new TreeMap<>();
		for (Path thread : list(directory(process).resolve("task"))) {
			String name = name(thread);
			if (!name.isEmpty()) {
				threads.merge(name, 1, Integer::sum);
			}
		}
		return threads;
	}

	private static Map<Integer, String> descriptors(ObservedProcess process) {
		Path directory = directory(process);
		Map<Integer, String> descriptors = new TreeMap<>();
		Map<Long, String> sockets = Sockets.kinds(directory);
		for (Path descriptor : list(directory.resolve("fd"))) {
			String target = target(descriptor);
			if (!target.isEmpty() && !isNew(target, sockets, directory, descriptor)) {
				descriptors.put(Integer.parseInt(descriptor.getFileName().toString()), kind(target, sockets));
			}
		}
		return descriptors;
	}

	private static Path directory(ObservedProcess process) {
		return Path.of("/proc", Long.toString(process.pid()));
	}

	/**
	 * Look several times, since load makes numbers go up and down.
	 * @param process the process
	 * @param samples how often to look
	 * @return the least that was seen of each kind
	 */
	static Holdings least(ApplicationProcess process, int samples) {
		return least(process.observe(), samples);
	}

	/**
	 * Look several times, since load makes numbers go up and down.
	 * @param process the process
	 * @param samples how often to look
	 * @return the least that was seen of each kind
	 */
	static Holdings least(ObservedProcess process, int samples) {
		Map<String, Integer> least = new TreeMap<>(of(process).counts);
		for (int sample = 1; sample < samples; sample++) {
			Map<String, Integer> now = of(process).counts;
			least.replaceAll((kind, count) -> Math.min(count, now.getOrDefault(kind, 0)));
		}
		return new Holdings(least);
	}

	/**
	 * Return what is there more than before.
	 * @param before what was there
	 * @return surplus by kind
	 */
	List<String> surplus(Holdings before) {
		List<String> surplus = new ArrayList<>();
		this.counts.forEach((kind, count) -> {
			int more = count - before.counts.getOrDefault(kind, 0);
			if (more > 0) {
				surplus.add(more + " more " + kind);
			}
		});
		return surplus;
	}

	/**
	 * Describe everything that a process has, to tell what is too much.
	 * @param process the process
	 * @return its threads by name and its descriptors
	 */
	static String describe(ApplicationProcess process) {
		return describe(process.observe());
	}

	/**
	 * Describe everything that a process has, to tell what is too much.
	 * @param process the process
	 * @return its threads by name and its descriptors
	 */
	static String describe(ObservedProcess process) {
		return "threads " + threads(process) + ", descriptors " + descriptors(process);
	}

	private static String kind(String target, Map<Long, String> sockets) {
		if (target.startsWith("socket:[")) {
			return sockets.getOrDefault(Long.parseLong(target.substring(8, target.length() - 1)), OTHER_SOCKET);
		}
		return target.startsWith("pipe:") ? "pipe" : target;
	}

	// Whether a socket was opened after the kernel's tables were read; the load opens
	// many.
	private static boolean isNew(String target, Map<Long, String> sockets, Path process, Path descriptor) {
		return kind(target, sockets).equals(OTHER_SOCKET)
				&& (!kind(target, Sockets.kinds(process)).equals(OTHER_SOCKET) || !target(descriptor).equals(target));
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed since the directory was listed.
			return "";
		}
	}

	private static String name(Path thread) {
		try {
			return Files.readString(thread.resolve("comm")).strip();
		}
		catch (IOException ex) {
			// Ended since the directory was listed.
			return "";
		}
	}

	private static List<Path> list(Path directory) {
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof NoSuchFileException) {
				// The process has ended since the directory was opened.
				return List.of();
			}
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
