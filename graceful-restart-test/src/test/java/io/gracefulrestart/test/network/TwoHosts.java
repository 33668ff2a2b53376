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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hosts on a wire of their own: network namespaces, one for servers and one for
 * clients, with a pair of virtual interfaces between them.
 */
final class TwoHosts implements BeforeEachCallback, AfterEachCallback {

	static final String SERVER = "10.9.0.1";

	static final String CLIENT = "10.9.0.2";

	/** Another address of the clients. */
	static final String SLOW_CLIENT = "10.9.0.3";

	/** One more. */
	static final String SILENT_CLIENT = "10.9.0.4";

	private static final String NOBODYS = "02:00:00:00:00:99";

	private final List<Process> holders = new ArrayList<>();

	private long servers;

	private long clients;

	@Override
	public void beforeEach(ExtensionContext context) throws Exception {
		this.servers = hold();
		this.clients = hold();
		onServers("ip", "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns",
				String.valueOf(this.clients));
		onServers("ip", "addr", "add", SERVER + "/24", "dev", "wire");
		for (String address : List.of(CLIENT, SLOW_CLIENT, SILENT_CLIENT)) {
			onClients("ip", "addr", "add", address + "/24", "dev", "wire");
		}
		for (String link : List.of("lo", "wire")) {
			onServers("ip", "link", "set", link, "up");
			onClients("ip", "link", "set", link, "up");
		}
	}

	private long hold() throws IOException {
		Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo here; exec cat").start();
		this.holders.add(holder);
		BufferedReader output = holder.inputReader();
		assertThat(output.readLine()).isEqualTo("here");
		return holder.pid();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.holders.forEach(Process::destroyForcibly);
		this.holders.clear();
	}

	String[] serversPrefix() {
		return prefix(this.servers);
	}

	String[] clientsPrefix() {
		return prefix(this.clients);
	}

	private static String[] prefix(long holder) {
		return new String[] { "nsenter", "--net=/proc/" + holder + "/ns/net", "--" };
	}

	/**
	 * Set a parameter of the servers' kernel.
	 * @param file its file below {@code /proc/sys}
	 * @param value its value
	 */
	void set(String file, int value) throws Exception {
		onServers("sh", "-c", "echo " + value + " > /proc/sys/" + file);
	}

	/**
	 * Let no server reach its own address, so that no probe does; clients do.
	 */
	void forbidOwnAddress() throws Exception {
		onServers("ip", "rule", "add", "pref", "100", "lookup", "local");
		onServers("ip", "rule", "add", "pref", "50", "iif", "lo", "to", SERVER, "prohibit");
		onServers("ip", "rule", "del", "pref", "0");
	}

	/**
	 * Let nothing that the servers send reach one of the clients' addresses.
	 * @param address the address
	 */
	void lose(String address) throws Exception {
		onServers("ip", "neigh", "replace", address, "lladdr", NOBODYS, "dev", "wire", "nud", "permanent");
	}

	/**
	 * Undo {@link #lose}.
	 * @param address the address
	 */
	void find(String address) throws Exception {
		onServers("ip", "neigh", "del", address, "dev", "wire");
	}

	/**
	 * List the handshakes that wait for a client.
	 * @param address the client's address
	 * @return how many there are
	 */
	long halfOpen(String address) throws Exception {
		String[] parts = address.split("\\.");
		String end = String.format("%02X%02X%02X%02X:", Integer.valueOf(parts[3]), Integer.valueOf(parts[2]),
				Integer.valueOf(parts[1]), Integer.valueOf(parts[0]));
		return run(serversPrefix(), "cat", "/proc/net/tcp").lines()
			.map((line) -> line.trim().split("\\s+"))
			.filter((row) -> row[3].equals("03") && row[2].startsWith(end))
			.count();
	}

	private void onServers(String... command) throws Exception {
		run(serversPrefix(), command);
	}

	private void onClients(String... command) throws Exception {
		run(clientsPrefix(), command);
	}

	private static String run(String[] prefix, String... command) throws Exception {
		List<String> all = new ArrayList<>(List.of(prefix));
		all.addAll(List.of(command));
		Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(all + ": " + output).isZero();
		return output;
	}

}
