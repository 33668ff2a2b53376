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

package io.gracefulrestart.test.process;

import java.net.InetSocketAddress;

/**
 * A listening TCP socket that a process holds open. Two processes that report the same
 * inode hold the same socket of the kernel, with the same accept queue.
 *
 * @param inode number of the socket in the kernel, unique among all sockets
 * @param address what it listens on, with the wildcard kept
 */
public record ListeningSocket(long inode, InetSocketAddress address) {

}
