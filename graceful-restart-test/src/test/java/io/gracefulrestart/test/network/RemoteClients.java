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

package io.gracefulrestart.test.network;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.JavaInstallations;

/**
 * Clients on another host: a process there, which is told to end through its input.
 */
public final class RemoteClients implements AutoCloseable {

	private static final String RUNNING = "running";

	// Of the process on the other host; its standard output is what it says to the test.
	private static final PrintStream answers = System.out;

	private static final PrintStream failures = System.err;

	private final Process process;

	private final BufferedReader output;

	private RemoteClients(Process process) {
		this.process = process;
		this.output = process.inputReader();
	}

	/**
	 * Start clients.
	 * @param prefix runs a command on their host
	 * @param arguments see {@link #main}
	 * @return the clients, which have begun
	 */
	static RemoteClients start(String[] prefix, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(prefix));
		command.addAll(List.of(JavaInstallations.selected().executable().toString(), "-cp", classPath(),
				RemoteClients.class.getName()));
		command.addAll(List.of(arguments));
		RemoteClients clients = new RemoteClients(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		clients.await(RUNNING);
		return clients;
	}

	private static String classPath() throws IOException {
		String here = location(RemoteClients.class) + ":" + location(LoadPlan.class);
		return here + ":" + Files.readString(Path.of("target/classpath.txt")).trim();
	}

	private static String location(Class<?> type) {
		return type.getProtectionDomain().getCodeSource().getLocation().getPath();
	}

	private String await(String expected) throws IOException {
		String line = this.output.readLine();
		if (line == null || !line.startsWith(expected)) {
			throw new IllegalStateException("Clients have said '" + line + "' instead of '" + expected + "'");
		}
		return line;
	}

	/**
	 * Let them end, and hear what they have seen.
	 * @return {@code 0 failed}, or more, and what it was
	 */
	String stop() throws IOException {
		try (BufferedWriter input = this.process.outputWriter()) {
			input.write("stop\n");
		}
		return await("").trim();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * Run clients until a line is read.
	 * @param arguments {@code load HOST PORT} for requests one after the other, or
	 * {@code once HOST PORT FROM COUNT} for so many clients that send one from an address
	 * @throws Exception if that is not possible
	 */
	public static void main(String[] arguments) throws Exception {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String host = arguments[1];
		int port = Integer.parseInt(arguments[2]);
		if (arguments[0].equals("once")) {
			once(new InetSocketAddress(host, port), arguments[3], Integer.parseInt(arguments[4]), input);
			return;
		}
		LoadPlan plan = LoadPlan.against(host, port)
			.clients(8, LoadPattern.newConnection())
			.clients(8, LoadPattern.keepAlive())
			.timeout(Duration.ofSeconds(30));
		try (Load load = plan.start()) {
			load.awaitRequests(100, Duration.ofSeconds(60));
			answers.println(RUNNING);
			input.readLine();
			LoadResult result = load.stop();
			long unwarned = result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING);
			answers.println((result.failed() + unwarned) + " failed, " + result.describe().replace('\n', ';'));
		}
	}

	private static void once(InetSocketAddress server, String from, int count, BufferedReader input) throws Exception {
		AtomicInteger answered = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(() -> {
				try (Socket socket = new Socket()) {
					socket.bind(new InetSocketAddress(from, 0));
					socket.setSoTimeout(30_000);
					socket.connect(server, 30_000);
					socket.getOutputStream()
						.write("GET /whoami HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
							.getBytes(StandardCharsets.US_ASCII));
					String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
					if (answer.startsWith("HTTP/1.1 200")) {
						answered.incrementAndGet();
					}
				}
				catch (IOException ex) {
					failures.println("Client of " + from + ": " + ex);
				}
			});
			thread.setDaemon(true);
			threads.add(thread);
		}
		threads.forEach(Thread::start);
		answers.println(RUNNING);
		input.readLine();
		for (Thread thread : threads) {
			thread.join(40_000);
		}
		answers.println((count - answered.get()) + " failed, " + answered + " answered");
	}

}
