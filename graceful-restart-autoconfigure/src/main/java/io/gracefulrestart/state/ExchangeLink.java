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

package io.gracefulrestart.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A live state's link on a channel that it shares with others.
 */
final class ExchangeLink implements StateLink {

	private final LiveState state;

	private final Neighbour neighbour;

	private final StateWire wire;

	private final Questions questions;

	private final byte[] name;

	ExchangeLink(LiveState state, Neighbour neighbour, StateWire wire, Questions questions) {
		this.state = state;
		this.neighbour = neighbour;
		this.wire = wire;
		this.questions = questions;
		this.name = state.name().getBytes(StandardCharsets.UTF_8);
	}

	LiveState state() {
		return this.state;
	}

	@Override
	public void tell(ByteBuffer message) throws IOException {
		this.wire.send(StateFrame.Type.TELL, head(), message);
	}

	@Override
	public @Nullable ByteBuffer ask(ByteBuffer question, Deadline deadline) {
		int number = this.questions.begin();
		try {
			this.wire.send(StateFrame.Type.ASK, number(number), head(), question);
		}
		catch (IOException ex) {
			this.questions.close();
		}
		return this.questions.await(number, deadline).orElse(null);
	}

	private ByteBuffer head() {
		return ByteBuffer.allocate(Short.BYTES + this.name.length)
			.putShort((short) this.name.length)
			.put(this.name)
			.flip();
	}

	/**
	 * Answer a question of the other process.
	 * @param number number of the question
	 * @param question the question
	 * @throws IOException if the answer cannot be sent any more
	 * @throws InterruptedException if the channel has ended meanwhile
	 */
	void answer(int number, ByteBuffer question) throws IOException, InterruptedException {
		ByteBuffer answer = this.state.answer(this, question);
		this.wire.send(StateFrame.Type.ANSWER, number(number),
				ByteBuffer.wrap(new byte[] { (byte) ((answer != null) ? 1 : 0) }),
				(answer != null) ? answer : ByteBuffer.allocate(0));
	}

	static ByteBuffer number(int number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(number).flip();
	}

	@Override
	public Neighbour neighbour() {
		return this.neighbour;
	}

	@Override
	public String toString() {
		return this.state.name() + " at the " + this.neighbour.name().toLowerCase(Locale.ROOT);
	}

}
