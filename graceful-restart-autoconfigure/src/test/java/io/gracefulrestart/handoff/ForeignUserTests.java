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

package io.gracefulrestart.handoff;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.gracefulrestart.fd.Processes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests with a real process of another user at the other end. Only root can start one,
 * and the file modes that keep it out elsewhere are opened for it.
 */
@ExtendWith({ LeakCheck.class, OutputCaptureExtension.class })
class ForeignUserTests {

	private static final int NOBODY = 65534;

	private static final String CONNECT = """
			use IO::Socket::UNIX;
			my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "connect: $!";
			$| = 1;
			print "connected\\n";
			local $/;
			my $answer = <$socket>;
			print length($answer), " ", ($answer =~ /OTHER_USER/ ? "refused" : "?"), "\\n";
			""";

	private static final String LISTEN = """
			use IO::Socket::UNIX;
			my $listener = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5) or die "listen: $!";
			chmod 0777, $ARGV[0];
			$| = 1;
			print "listening\\n";
			my $socket = $listener->accept();
			local $/;
			my $heard = <$socket>;
			print "heard ", length($heard), "\\n";
			""";

	@TempDir
	private Path directory;

	private Path path;

	@BeforeEach
	void open() throws Exception {
		assumeThat(Processes.uid()).as("only root can start a process of another user").isZero();
		assumeThat(Path.of("/usr/bin/setpriv")).as("setpriv (util-linux) is needed").exists();
		assumeThat(Path.of("/usr/bin/perl")).as("perl is needed").exists();
		this.path = this.directory.resolve("demo.sock");
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@Test
	void successorOfAnotherUserIsRefusedAndLogged(CapturedOutput output) throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(this.path)) {
			Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rwxrwxrwx"));
			try (OtherProcess successor = nobody(CONNECT)) {
				successor.expect("connected");
				assertThat(successor.next()).endsWith(" refused");
				assertThat(output).contains("Refused a control connection of uid " + NOBODY + " (pid " + successor.pid()
						+ "): this process has uid 0");
			}
			predecessor.expect();
			assertThat(predecessor.server.current()).isEmpty();
		}
	}

	@Test
	void predecessorOfAnotherUserIsRefusedAndLoggedAndHearsNothing(CapturedOutput output) throws Exception {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		try (OtherProcess predecessor = nobody(LISTEN)) {
			predecessor.expect("listening");
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
			ControlSocket socket = ControlSocket.at(this.path);
			assertThatExceptionOfType(ControlSocketException.class)
				.isThrownBy(() -> Takeover.attempt(socket, TestSuccessor.HELLO, TestSuccessor.soon()))
				.withMessage("%s is listened on by uid %d (pid %d), but this process has uid 0", this.path, NOBODY,
						predecessor.pid());
			predecessor.expect("heard 0");
			assertThat(output).contains("Refused to take over from uid " + NOBODY + " (pid " + predecessor.pid() + ")");
		}
	}

	private OtherProcess nobody(String script) throws Exception {
		return OtherProcess.start("/usr/bin/setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups",
				"/usr/bin/perl", "-e", script, this.path.toString());
	}

}
