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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows 11 and 12: something else at the control socket's path, or a directory in which
 * others could put something there. The start is refused before it does anything.
 */
@Timeout(180)
class UnsafeControlSocketIntegrationTests {

	private static final int NOBODY = 65534;

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenSomethingElseStandsAtThePathThenTheStartIsRefusedAndItStaysThere() throws Exception {
		Path places = directory("places", "rwx------");
		Path directory = Files.createDirectory(places.resolve("directory"));
		Path file = Files.writeString(places.resolve("file"), "precious");
		// Also one that leads to the right place.
		Path link = Files.createSymbolicLink(places.resolve("link"), rig.controlSocket());
		Unchanged unchanged = rig.unchanged();
		assertRefused(directory, directory + " is a directory and not a socket");
		assertRefused(file, file + " is a file and not a socket");
		assertRefused(link, link + " is a symbolic link and not a socket");
		assertThat(file).hasContent("precious");
		unchanged.verifyUntouched();
	}

	@Test
	void whenOthersCouldPutASocketThereThenTheStartIsRefused() throws Exception {
		Path group = directory("group", "rwxrwx---");
		Path everybody = directory("everybody", "rwxrwxrwx");
		Path link = Files.createSymbolicLink(rig.directory().resolve("link"), rig.controlSocket().getParent());
		Path foreign = foreignDirectory();
		int uid = uidOf(group);
		Unchanged unchanged = rig.unchanged();
		assertRefused(group.resolve("a.sock"), group + " is writable by others (owner uid " + uid + ", mode 0770)");
		assertRefused(everybody.resolve("a.sock"),
				everybody + " is writable by others (owner uid " + uid + ", mode 0777)");
		assertRefused(link.resolve(rig.controlSocket().getFileName()), link + " is a symbolic link");
		assertRefused(foreign.resolve("a.sock"),
				foreign + " is owned by uid " + uidOf(foreign) + " (mode 0755), but " + "this process has uid " + uid);
		unchanged.verifyUntouched();
	}

	private static void assertRefused(Path controlSocket, String reason) {
		ApplicationProcess refused = rig.start("--graceful-restart.handoff.socket=" + controlSocket);
		assertThat(refused.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", refused.output()))
			.contains("APPLICATION FAILED TO START", "The control socket cannot be used: " + reason)
			.doesNotContain("\tat ");
	}

	// Root gives one away, everybody else finds one.
	private static Path foreignDirectory() throws IOException {
		if (!"root".equals(System.getProperty("user.name"))) {
			return Path.of("/usr");
		}
		Path directory = directory("foreign", "rwxr-xr-x");
		Files.setAttribute(directory, "unix:uid", NOBODY);
		return directory;
	}

	private static int uidOf(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:uid");
	}

	// Whatever the umask says.
	private static Path directory(String name, String mode) throws IOException {
		Path directory = Files.createDirectory(rig.directory().resolve(name));
		return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
	}

}
