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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where Unix listeners come from: {@link InheritedListeners}, {@link HandedOffListeners},
 * and the order of both in {@link Listeners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnixSourcesTests {

	@TempDir
	private Path directory;

	private DescriptorCount before;

	@BeforeEach
	void count() {
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@Test
	void inheritedIsTakenByNameFirst(CapturedOutput output) throws IOException {
		try (InheritedListeners source = systemd("other", "a.sock", "unix", "b.sock")) {
			try (Listener listener = source.take(request("unix", "a.sock"))) {
				assertThat(listener.address()).isEqualTo(at("b.sock"));
				assertThat(listener.requested()).isEqualTo(at("a.sock"));
				assertThat(listener.isHeldBySupervisor()).isTrue();
				UnixSockets.assertAccepts(listener);
			}
			assertThat(output).contains("Listener unix takes " + this.directory.resolve("b.sock")
					+ " from systemd, not the configured " + this.directory.resolve("a.sock"));
		}
		assertThat(this.directory.resolve("a.sock")).exists();
		assertThat(this.directory.resolve("b.sock")).exists();
	}

	@Test
	void inheritedIsTakenByItsPathElse(CapturedOutput output) throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		try (InheritedListeners source = systemd("a.socket", "a.sock", "b.socket", "b.sock")) {
			assertThat(source.take(request("unix", "c.sock"))).isNull();
			try (Listener listener = source.take(request("unix", "b.sock"))) {
				assertThat(listener.address()).isEqualTo(at("b.sock"));
			}
			ListenerRequest throughLink = new ListenerRequest("unix",
					UnixDomainSocketAddress.of(link.resolve("a.sock")), 0);
			try (Listener listener = source.take(throughLink)) {
				assertThat(listener.address()).isEqualTo(at("a.sock"));
			}
			assertThat(output).doesNotContain("not the configured");
		}
	}

	@Test
	void portIsNotServedByAPathNorAPathByAPort() throws IOException {
		try (InheritedListeners source = systemd("http", "a.sock", "unix", null)) {
			assertThat(source.take(Sockets.request("http", Sockets.loopback(1)))).as("the name, and it is no port")
				.satisfies((listener) -> assertThat(listener).isNull());
			assertThat(source.take(request("unix", "c.sock"))).isNull();
		}
		try (HandedOffListeners source = handedOff("unix", Sockets.listening(Sockets.loopback(0)))) {
			assertThat(source.take(request("unix", "a.sock"))).isNull();
		}
	}

	@Test
	void onlyPortIsNotTheMainPath() throws IOException {
		try (InheritedListeners source = systemd("app.socket", null)) {
			assertThat(source.take(request("http", "a.sock"))).isNull();
		}
	}

	@Test
	void handedOffIsTakenByNameIfThePathIsTheSame() throws IOException {
		try (HandedOffListeners source = handedOff("unix", UnixSockets.listening(path("a.sock")))) {
			assertThat(source.take(request("unix", "b.sock"))).as("configured differently").isNull();
			try (Listener listener = source.take(request("unix", "a.sock"))) {
				assertThat(listener.origin()).isEqualTo(Origin.HANDOFF);
				UnixSockets.assertAccepts(listener);
			}
		}
		assertThat(path("a.sock")).doesNotExist();
	}

	@Test
	void handedOffIsTakenByItsPathWhateverItsName() throws IOException {
		try (HandedOffListeners source = handedOff("old-name", UnixSockets.listening(path("a.sock")));
				Listener listener = source.take(request("new-name", "a.sock"))) {
			assertThat(listener.name()).isEqualTo("new-name");
		}
	}

	@Test
	void whatThePredecessorGotInPlaceOfWhatItAskedForIsTakenByWhoAsksForTheSame() throws IOException {
		List<HandedOffListener> passed = List.of(new HandedOffListener("unix", at("configured.sock"), true,
				UnixSockets.listening(path("systemd.sock"))));
		try (HandedOffListeners source = HandedOffListeners.of(passed);
				Listener listener = source.take(request("unix", "configured.sock"))) {
			assertThat(listener.address()).isEqualTo(at("systemd.sock"));
			assertThat(listener.isHeldBySupervisor()).isTrue();
		}
		assertThat(path("systemd.sock")).as("the supervisor's").exists();
	}

	@Test
	void settingsOfTheNewVersionHoldWhenTheHandoffIsFinal() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.AUTO, UnixSockets.listening(path("a.sock")))) {
			String before = permissions("a.sock");
			listeners
				.obtain(new ListenerRequest("unix", at("a.sock"), 7, PosixFilePermissions.fromString("rw-rw-rw-")));
			assertThat(permissions("a.sock")).isEqualTo(before);
			listeners.confirm();
			assertThat(permissions("a.sock")).isEqualTo("rw-rw-rw-");
		}
	}

	@Test
	void pathThatNobodyAsksForIsThePredecessorsToRemove() throws IOException {
		Descriptor predecessors = UnixSockets.listening(path("a.sock"));
		try (Listeners listeners = listeners(ListenerMode.AUTO, predecessors.duplicate())) {
			Listener own = listeners.obtain(request("unix", "b.sock"));
			assertThat(own.origin()).isEqualTo(Origin.BIND);
			listeners.confirm();
			assertThat(path("a.sock")).exists();
		}
		assertThat(path("b.sock")).doesNotExist();
		assertThat(path("a.sock")).exists();
		predecessors.close();
	}

	@Test
	void pathIsPassedOrBoundWherePortsAreShared() throws IOException {
		try (Listeners listeners = listeners(ListenerMode.REUSE_PORT, UnixSockets.listening(path("a.sock")))) {
			assertThat(listeners.obtain(request("unix", "a.sock")).origin()).isEqualTo(Origin.HANDOFF);
			Listener bound = listeners.obtain(request("other", "b.sock"));
			assertThat(bound.origin()).isEqualTo(Origin.BIND);
			assertThat(bound.isListening()).isTrue();
			assertThatExceptionOfType(PortTakenException.class)
				.isThrownBy(() -> listeners.obtain(request("third", "b.sock")))
				.satisfies((ex) -> assertThat(ex.mode()).isEqualTo(ListenerMode.REUSE_PORT));
		}
	}

	@Test
	void forcedModeNamesThePath() throws IOException {
		try (Listeners listeners = new Listeners(ListenerMode.INHERIT, InheritedListeners.none())) {
			assertThatExceptionOfType(ListenerUnavailableException.class)
				.isThrownBy(() -> listeners.obtain(request("unix", "a.sock")))
				.withMessageContaining("(" + path("a.sock") + ")")
				.withMessageContaining("ListenStream=" + path("a.sock") + " and FileDescriptorName=unix")
				.withMessageContaining("--path=" + path("a.sock"));
		}
	}

	@Test
	void inheritedPathThatNobodyAsksForIsWarnedOf(CapturedOutput output) throws IOException {
		try (InheritedListeners source = systemd("forgotten", "a.sock");
				Listeners listeners = new Listeners(ListenerMode.AUTO, source)) {
			listeners.warnOfUnclaimed();
			assertThat(output).contains("Nothing in this application asked for listener forgotten " + path("a.sock"));
		}
	}

	// Pairs of a name and a file; null for a port.
	private InheritedListeners systemd(String... namesAndFiles) throws IOException {
		List<InheritedDescriptor> descriptors = new ArrayList<>();
		for (int i = 0; i < namesAndFiles.length; i += 2) {
			Descriptor descriptor = (namesAndFiles[i + 1] != null) ? UnixSockets.listening(path(namesAndFiles[i + 1]))
					: Sockets.listening(new InetSocketAddress("127.0.0.1", 0));
			descriptors.add(new InheritedDescriptor(namesAndFiles[i], Sockets.number(descriptor), Origin.SYSTEMD,
					"LISTEN_FDS", "1"));
		}
		return InheritedListeners.adopt(descriptors);
	}

	private static HandedOffListeners handedOff(String name, Descriptor descriptor) throws IOException {
		return HandedOffListeners.of(List.of(new HandedOffListener(name, null, false, descriptor)));
	}

	private static Listeners listeners(ListenerMode mode, Descriptor passed) throws IOException {
		Listeners listeners = new Listeners(mode, InheritedListeners.none());
		listeners.offer(handedOff("unix", passed));
		return listeners;
	}

	private ListenerRequest request(String name, String file) {
		return new ListenerRequest(name, at(file), 0);
	}

	private UnixDomainSocketAddress at(String file) {
		return UnixDomainSocketAddress.of(path(file));
	}

	private Path path(String file) {
		return this.directory.resolve(file);
	}

	private String permissions(String file) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path(file)));
	}

}
