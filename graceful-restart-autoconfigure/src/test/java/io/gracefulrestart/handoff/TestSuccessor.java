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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A successor that has its WELCOME, and closes what it has got.
 */
final class TestSuccessor implements AutoCloseable {

	static final Hello HELLO = new Hello(VersionRange.SUPPORTED, "demo", ProcessHandle.current().pid(), null, 100,
			List.of("http"));

	final ControlSocket socket;

	final SuccessorConversation conversation;

	private Descriptor controlListener;

	private TestSuccessor(ControlSocket socket, SuccessorConversation conversation) {
		this.socket = socket;
		this.conversation = conversation;
		this.controlListener = conversation.controlListener();
	}

	static TestSuccessor connect(ControlSocket socket) throws IOException {
		return connect(socket, PeerProcess::of);
	}

	static TestSuccessor connect(ControlSocket socket, LongFunction<PeerProcess> processes) throws IOException {
		ControlSocket own = ControlSocket.at(socket.path());
		TakeoverResult result = new Takeover(own, TestPredecessor.TIMEOUTS, Processes.uid(), processes).attempt(HELLO,
				soon());
		assertThat(result).isInstanceOf(TakeoverResult.Connected.class);
		return new TestSuccessor(own, ((TakeoverResult.Connected) result).conversation());
	}

	static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	Welcome welcome() {
		return this.conversation.welcome();
	}

	List<PassedListener> listeners() {
		return this.conversation.listeners();
	}

	Descriptor takeControlListener() throws IOException {
		Descriptor taken = this.controlListener.duplicate();
		this.controlListener.close();
		return taken;
	}

	ReadyResult ready() throws IOException {
		return this.conversation.ready(Duration.ZERO, soon());
	}

	ServingResult serving() throws IOException {
		return this.conversation.serving(Map.of(), Set.of(), soon());
	}

	DrainResult awaitDrained(DrainListener listener) throws IOException {
		return this.conversation.awaitDrained(listener, soon());
	}

	@Override
	public void close() {
		this.conversation.close();
		this.listeners().forEach(PassedListener::close);
		this.controlListener.close();
	}

}
