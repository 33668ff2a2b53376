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

/**
 * Owns descriptors and makes the system calls: sockets, passing descriptors between
 * processes, molds, peer credentials, errno, and whether native support is there at all.
 * Linux on x86-64 and aarch64. Internal; the only package that sees jnr, and the only one
 * in which a descriptor is a number.
 * <p>
 * A call that waits does so in the kernel: it holds the carrier of a virtual thread, so
 * give it a platform thread, and a close ends it, not an interrupt.
 */
@NullMarked
package io.gracefulrestart.fd;

import org.jspecify.annotations.NullMarked;
