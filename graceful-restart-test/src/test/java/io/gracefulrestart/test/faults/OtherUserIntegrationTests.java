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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Requirements;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 13: a process of another user at either end of the control socket. The modes of
 * files that keep it out elsewhere are opened for it.
 */
@Timeout(180)
class OtherUserIntegrationTests {

	private static final int NOBODY = 65534;

	private static final String CONNECT = """
			use IO::Socket::UNIX;
			my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "connect: $!";
			local $/;
			my $answer = <$socket>;
			print(($answer =~ /OTHER_USER/) ? "refused" : "?", "\\n");
			""";

	private static final String LISTEN = """
			use IO::Socket::UNIX;
			my $listener = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5) or die "listen: $!";
			$| = 1;
			print "listening\\n";
			my $socket = $listener->accept();
			local $/;
			my $heard = <$socket>;
			print "heard ", length($heard), " bytes\\n";
			""";

	@RegisterExtension
	static final Rig rig = new Rig();

	// Before the rig starts anything.
	@BeforeAll
	static void requireRoot() {
		Requirements.root();
		Requirements.program("setpriv", "util-linux");
		Requirements.program("perl", "perl");
	}

	@Test
	void whenAProcessOfAnotherUserConnectsThenItIsRefusedAndNamed() throws Exception {
		open(rig.directory(), "rwxr-xr-x");
		open(rig.controlSocket().getParent(), "rwxr-xr-x");
		open(rig.controlSocket(), "rwxrwxrwx");
		Unchanged unchanged = rig.unchanged();
		Process stranger = nobody(CONNECT, rig.controlSocket());
		try (BufferedReader output = stranger.inputReader()) {
			assertThat(output.readLine()).isEqualTo("refused");
		}
		unchanged.verifyUntouched("Refused a control connection of uid " + NOBODY + " (pid " + stranger.pid()
				+ "): this process has uid 0");
	}

	@Test
	void whenAProcessOfAnotherUserListensThenTheStartIsRefusedAndNothingIsSaidToIt() throws Exception {
		open(rig.directory(), "rwxr-xr-x");
		Path directory = Files.createDirectory(rig.directory().resolve("strange"));
		Path path = directory.resolve("a.sock");
		open(directory, "rwxrwxrwx");
		Process stranger = nobody(LISTEN, path);
		try (BufferedReader output = stranger.inputReader()) {
			assertThat(output.readLine()).isEqualTo("listening");
			// Or the directory would be reason enough.
			open(directory, "rwxr-xr-x");
			Unchanged unchanged = rig.unchanged();
			ApplicationProcess refused = rig.start("--graceful-restart.handoff.socket=" + path);
			assertThat(refused.awaitExit(Rig.LONG)).isEqualTo(1);
			assertThat(String.join("\n", refused.output()))
				.contains("WARN", "Refused to take over from uid " + NOBODY + " (pid " + stranger.pid() + ")")
				.contains("APPLICATION FAILED TO START", "The control socket cannot be used: " + path
						+ " is listened on by uid " + NOBODY + " (pid " + stranger.pid() + ")");
			assertThat(output.readLine()).isEqualTo("heard 0 bytes");
			unchanged.verifyUntouched();
		}
		finally {
			stranger.destroyForcibly();
		}
	}

	private static void open(Path path, String mode) throws IOException {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
	}

	private static Process nobody(String script, Path argument) throws IOException {
		return new ProcessBuilder("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "perl", "-e",
				script, argument.toString())
			.redirectErrorStream(true)
			.start();
	}

}
