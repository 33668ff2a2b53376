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

import java.nio.channels.SocketChannel;

/**
 * A passed connection and the channel of the JDK that it was put into. The channel owns
 * the descriptor. The addresses that the channel itself tells are the mold's.
 *
 * @param channel the channel
 * @param descriptor its descriptor, lent by the channel, to be used while it is open
 * @param ends the true addresses
 */
public record ChanneledConnection(SocketChannel channel, Descriptor descriptor, ConnectionEnds ends) {

}
