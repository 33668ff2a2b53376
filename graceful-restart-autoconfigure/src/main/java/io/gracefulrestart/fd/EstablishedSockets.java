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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The descriptors of the TCP connections that this process had at one instant. The JDK
 * does not tell which descriptor a channel has, but the kernel tells the ends of each.
 * Listing takes some microseconds a descriptor: list once, ahead of the time, and look up
 * often. Immutable and thread safe.
 */
public final class EstablishedSockets {

	// In place of a number: more than one descriptor has these ends.
	private static final int AMBIGUOUS = -1;

	private final Map<ConnectionEnds, Integer> numbers;

	private EstablishedSockets(Map<ConnectionEnds, Integer> numbers) {
		this.numbers = numbers;
	}

	/**
	 * List the connections of this process whose descriptors are not known yet.
	 * @param known the others, open; they cost nothing here
	 * @return the connections of this instant
	 * @throws IOException if the descriptors cannot be listed
	 */
	public static EstablishedSockets listExcept(List<Descriptor> known) throws IOException {
		BitSet others = new BitSet();
		known.forEach((descriptor) -> others.set(descriptor.number()));
		Map<ConnectionEnds, Integer> numbers = new HashMap<>();
		OpenDescriptors.numbers().filter((number) -> !others.get(number)).forEach((number) -> {
			ConnectionEnds ends = ConnectionEnds.of(number);
			if (ends != null) {
				numbers.merge(ends, number, (first, second) -> AMBIGUOUS);
			}
		});
		return new EstablishedSockets(numbers);
	}

	/**
	 * Find the descriptor of a channel of the JDK.
	 * @param channel a connected channel that stays open while the result is used
	 * @return the descriptor, lent by the channel; {@code null} if it is not known with
	 * certainty: connected after the list was made, closed, or passed through a mold
	 * @throws IOException if the channel is closed
	 */
	public @Nullable Descriptor find(SocketChannel channel) throws IOException {
		if (!(channel.getLocalAddress() instanceof InetSocketAddress local)
				|| !(channel.getRemoteAddress() instanceof InetSocketAddress remote)) {
			return null;
		}
		ConnectionEnds ends = new ConnectionEnds(local, remote);
		Integer number = this.numbers.get(ends);
		// The number may have gone to somebody else since the list was made.
		if (number == null || number == AMBIGUOUS || !ends.equals(ConnectionEnds.of(number))) {
			return null;
		}
		return Descriptor.lent(number);
	}

	/**
	 * Return how many connections were listed.
	 * @return the number
	 */
	public int size() {
		return this.numbers.size();
	}

}
