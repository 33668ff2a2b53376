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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The control group by which systemd knows the processes of a service.
 *
 * <table>
 * <caption>{@code /proc/PID/cgroup}, see cgroups(7): one line for each
 * hierarchy</caption>
 * <tr>
 * <td>{@code 1:name=systemd:/system.slice/shop.service}</td>
 * <td>systemd's own, with cgroups v1; the root, if it does not use it</td>
 * </tr>
 * <tr>
 * <td>{@code 0::/system.slice/shop.service}</td>
 * <td>the only one, with cgroups v2; looked at if there is no line of the other kind</td>
 * </tr>
 * </table>
 *
 * @param path the path, as this process sees it
 */
record ControlGroup(String path) {

	private static final String SERVICE = ".service";

	private static final String USER_MANAGER = "user@";

	/**
	 * Find the control group of this process.
	 * @return its control group, empty if it has none or it cannot be seen
	 */
	static Optional<ControlGroup> own() {
		return of(ProcessHandle.current().pid());
	}

	/**
	 * Find the control group of a process, if it is another one than that of this
	 * process.
	 * @param pid the process
	 * @return its control group, empty if it is the same, or one of the two cannot be
	 * seen
	 */
	static Optional<ControlGroup> other(long pid) {
		Optional<ControlGroup> own = own();
		return of(pid).filter((other) -> own.isPresent() && !own.get().equals(other));
	}

	/**
	 * Find the control group of a process.
	 * @param pid the process
	 * @return its control group, empty if it has none or it cannot be seen
	 */
	static Optional<ControlGroup> of(long pid) {
		try {
			return of(Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	static Optional<ControlGroup> of(List<String> lines) {
		return line(lines, "name=systemd").or(() -> line(lines, "")).or(() -> root(lines)).map(ControlGroup::new);
	}

	private static Optional<String> root(List<String> lines) {
		return lines.stream().anyMatch((line) -> line.endsWith("::/")) ? Optional.of("/") : Optional.empty();
	}

	private static Optional<String> line(List<String> lines, String controllers) {
		return lines.stream()
			.map((line) -> line.split(":", 3))
			.filter((fields) -> fields.length == 3 && fields[1].equals(controllers))
			.map((fields) -> fields[2])
			.filter((path) -> !path.equals("/"))
			.findFirst();
	}

	/**
	 * Return the unit that it belongs to.
	 * @return the name of a service, empty if it belongs to none
	 */
	Optional<String> service() {
		String found = null;
		for (String name : this.path.split("/")) {
			if (name.endsWith(SERVICE) && !name.startsWith(USER_MANAGER)) {
				found = name;
			}
		}
		return Optional.ofNullable(found);
	}

	/**
	 * Return whether the unit is one of a user's own manager.
	 * @return whether {@code systemctl} needs {@code --user}
	 */
	boolean isOfUser() {
		return this.path.contains("/" + USER_MANAGER);
	}

}
