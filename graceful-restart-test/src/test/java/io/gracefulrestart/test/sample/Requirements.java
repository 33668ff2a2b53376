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

package io.gracefulrestart.test.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What some tests need of the machine. Where it is missing they are skipped with a
 * sentence; in continuous integration ({@code CI=true}) they fail.
 */
public final class Requirements {

	private Requirements() {
	}

	/**
	 * Require a program.
	 * @param name name of the program
	 * @param debianPackage package that brings it
	 * @return path of the program
	 */
	public static Path program(String name, String debianPackage) {
		// Servers such as nginx are where the PATH of an ordinary user does not lead.
		Optional<Path> found = Stream
			.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst();
		require(found.isPresent(), "Program " + name + " is not installed (Debian package " + debianPackage + ")");
		return found.orElseThrow();
	}

	/**
	 * Require that SIGHUP is not ignored here, which every process that is started
	 * inherits.
	 */
	public static void hangUp() {
		require(!isIgnored(1), "SIGHUP is ignored here, as under nohup");
	}

	/**
	 * Require that SIGINT is not ignored here, which every process that is started
	 * inherits.
	 */
	public static void interrupt() {
		require(!isIgnored(2), "SIGINT is ignored here, as in the background of a script");
	}

	// See proc_pid_status(5).
	private static boolean isIgnored(int signal) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			return lines.filter((line) -> line.startsWith("SigIgn:"))
				.mapToLong((line) -> Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16))
				.anyMatch((mask) -> (mask >> (signal - 1) & 1) == 1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Require to be root, since the test starts processes of other users or mounts file
	 * systems.
	 */
	public static void root() {
		require("root".equals(System.getProperty("user.name")), "Only root can run processes as another user");
	}

	/**
	 * Require to be able to mount file systems that only a process of the test's own
	 * sees: root can, unless a container takes that away.
	 */
	public static void mounts() {
		program("unshare", "util-linux");
		require(succeeds("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /mnt"),
				"Only root can mount a file system, and in a container only with the capability SYS_ADMIN");
	}

	/**
	 * Require to be able to start a process as process 1 of a pid namespace, as a
	 * container does: root can, unless a container takes that away.
	 */
	public static void pidNamespaces() {
		program("unshare", "util-linux");
		program("nsenter", "util-linux");
		require(succeeds("unshare", "--pid", "--fork", "--mount-proc", "true"),
				"Only root can make a pid namespace, and in a container only with the capability SYS_ADMIN");
	}

	/**
	 * Require to be able to make network namespaces with interfaces between them: root
	 * can, unless a container takes that away.
	 */
	public static void networks() {
		program("unshare", "util-linux");
		program("nsenter", "util-linux");
		program("ip", "iproute2");
		require(succeeds("unshare", "--net", "ip", "link", "add", "one", "type", "veth", "peer", "name", "other"),
				"Only root can make a network, and in a container only with the capabilities NET_ADMIN and SYS_ADMIN");
	}

	/**
	 * Require to be able to boot a systemd.
	 * @param script the script that boots it, and says what it misses
	 */
	public static void systemd(Path script) {
		Check check = check("bash", script.toString(), "check");
		require(check.passed(), check.output().replaceFirst("^systemd-rig: ", ""));
	}

	/**
	 * Require IPv6 on the loopback interface.
	 */
	public static void ipv6() {
		boolean found;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			found = socket.isBound();
		}
		catch (IOException ex) {
			// Such as EADDRNOTAVAIL in a container without it.
			found = false;
		}
		assumeTrue(found, "There is no IPv6 here");
	}

	private static boolean succeeds(String... command) {
		return check(command).passed();
	}

	private static Check check(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return new Check(process.waitFor() == 0, output);
		}
		catch (IOException ex) {
			return new Check(false, ex.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Check(false, ex.toString());
		}
	}

	private static void require(boolean fulfilled, String otherwise) {
		if (fulfilled) {
			return;
		}
		if ("true".equals(System.getenv("CI"))) {
			fail(otherwise);
		}
		abort(otherwise);
	}

	/**
	 * A command that has tried something.
	 *
	 * @param passed whether it could do it
	 * @param output what it has said
	 */
	private record Check(boolean passed, String output) {

	}

}
