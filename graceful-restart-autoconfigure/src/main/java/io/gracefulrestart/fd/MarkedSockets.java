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
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The descriptors of connections that came over a Unix domain socket. The JDK does not
 * tell which descriptor a channel has, and the kernel has no name for the ends of such a
 * connection. So each is marked through its channel, and the mark is looked for among the
 * descriptors: by {@code SO_LINGER}, which Linux keeps for every socket, and heeds for
 * those of the internet only. Immutable and thread safe.
 */
public final class MarkedSockets {

	// What fits into SO_LINGER as the JDK cuts it, less one for the second look.
	private static final int MARKS = 65_534;

	// In place of a number: more than one descriptor has the mark.
	private static final int AMBIGUOUS = -1;

	private static final int UNMARKED = -1;

	private final Map<SocketChannel, Descriptor> found;

	private MarkedSockets(Map<SocketChannel, Descriptor> found) {
		this.found = found;
	}

	/**
	 * Find the descriptors of channels, which may be used meanwhile.
	 * @param channels connected channels of the JDK; those that are not of a Unix domain
	 * socket, or are closed meanwhile, are not found
	 * @param known descriptors of other connections, open; they cost nothing here
	 * @return what was found
	 * @throws IOException if the descriptors cannot be listed
	 */
	public static synchronized MarkedSockets find(List<SocketChannel> channels, List<Descriptor> known)
			throws IOException {
		BitSet others = new BitSet();
		known.forEach((descriptor) -> others.set(descriptor.number()));
		Map<SocketChannel, Descriptor> found = new HashMap<>();
		for (int from = 0; from < channels.size(); from += MARKS) {
			List<SocketChannel> some = channels.subList(from, Math.min(channels.size(), from + MARKS));
			try {
				found.putAll(find(some, others));
			}
			finally {
				some.forEach((channel) -> mark(channel, UNMARKED));
			}
		}
		return new MarkedSockets(found);
	}

	private static Map<SocketChannel, Descriptor> find(List<SocketChannel> channels, BitSet others) throws IOException {
		for (int i = 0; i < channels.size(); i++) {
			mark(channels.get(i), i + 1);
		}
		Map<Integer, Integer> numbers = new HashMap<>();
		OpenDescriptors.numbers().filter((number) -> !others.get(number)).forEach((number) -> {
			int mark = SocketOptions.linger(number);
			if (mark > 0) {
				numbers.merge(mark, number, (first, second) -> AMBIGUOUS);
			}
		});
		Map<SocketChannel, Descriptor> found = new HashMap<>();
		for (int i = 0; i < channels.size(); i++) {
			int number = numbers.getOrDefault(i + 1, AMBIGUOUS);
			// Looked at once more with another mark: the first may have been somebody
			// else's setting.
			if (number != AMBIGUOUS && mark(channels.get(i), i + 2) && SocketOptions.linger(number) == i + 2) {
				found.put(channels.get(i), Descriptor.lent(number));
			}
		}
		return found;
	}

	private static boolean mark(SocketChannel channel, int mark) {
		try {
			if (!isUnix(channel.getLocalAddress())) {
				return false;
			}
			channel.setOption(StandardSocketOptions.SO_LINGER, mark);
			return true;
		}
		catch (IOException ex) {
			return false; // closed meanwhile
		}
	}

	private static boolean isUnix(@Nullable SocketAddress address) {
		return address instanceof UnixDomainSocketAddress;
	}

	/**
	 * Return the descriptor of a channel.
	 * @param channel the channel, which stays open while the result is used
	 * @return the descriptor, lent by the channel; {@code null} if it is not known with
	 * certainty
	 */
	public @Nullable Descriptor of(SocketChannel channel) {
		return this.found.get(channel);
	}

}
