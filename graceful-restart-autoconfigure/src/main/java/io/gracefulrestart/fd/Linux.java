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

/**
 * Constants of the Linux system call interface; the source is the header named above each
 * group. They have the same values on x86-64 and aarch64, but for one.
 */
final class Linux {

	// asm-generic/errno-base.h, asm-generic/errno.h

	static final int ENOENT = 2;

	static final int EINTR = 4;

	static final int EBADF = 9;

	static final int EAGAIN = 11;

	static final int EBUSY = 16;

	static final int EMFILE = 24;

	static final int ENOTSOCK = 88;

	static final int EAFNOSUPPORT = 97;

	static final int EADDRINUSE = 98;

	static final int EADDRNOTAVAIL = 99;

	static final int ECONNABORTED = 103;

	static final int ECONNREFUSED = 111;

	static final int EINPROGRESS = 115;

	// bits/socket.h, bits/socket_type.h

	static final int AF_UNIX = 1;

	static final int AF_INET = 2;

	static final int AF_INET6 = 10;

	static final int SOCK_STREAM = 1;

	static final int SOCK_DGRAM = 2;

	static final int SOCK_NONBLOCK = 0x800;

	static final int SOCK_CLOEXEC = 0x80000;

	static final int SHUT_RDWR = 2;

	static final int MSG_CTRUNC = 0x8;

	static final int MSG_DONTWAIT = 0x40;

	static final int MSG_NOSIGNAL = 0x4000;

	static final int MSG_CMSG_CLOEXEC = 0x40000000;

	// asm-generic/socket.h

	static final int SOL_SOCKET = 1;

	static final int SO_REUSEADDR = 2;

	static final int SO_TYPE = 3;

	static final int SO_LINGER = 13;

	static final int SO_REUSEPORT = 15;

	static final int SO_PEERCRED = 17;

	static final int SO_SNDTIMEO = 21;

	static final int SO_ATTACH_FILTER = 26;

	static final int SO_DETACH_FILTER = 27;

	static final int SO_ACCEPTCONN = 30;

	static final int SO_DOMAIN = 39;

	static final int SO_ATTACH_REUSEPORT_CBPF = 51;

	static final int SO_MEMINFO = 55;

	static final int SO_DETACH_REUSEPORT_BPF = 68;

	static final int SCM_RIGHTS = 1;

	// linux/in6.h

	static final int IPPROTO_IPV6 = 41;

	static final int IPV6_V6ONLY = 26;

	// asm-generic/poll.h

	static final int POLLIN = 0x1;

	static final int POLLOUT = 0x4;

	// asm-generic/fcntl.h, linux/fcntl.h, sys/file.h, sys/eventfd.h

	static final int F_GETFD = 1;

	static final int F_SETFD = 2;

	static final int F_GETFL = 3;

	static final int F_SETFL = 4;

	static final int F_DUPFD_CLOEXEC = 1030;

	static final int FD_CLOEXEC = 1;

	static final int O_WRONLY = 0x1;

	static final int O_RDWR = 0x2;

	// O_RDONLY is 0 in it.
	static final int O_ACCMODE = 0x3;

	static final int O_CREAT = 0x40;

	static final int O_NONBLOCK = 0x800;

	static final int O_CLOEXEC = 0x80000;

	// arch/arm64/include/uapi/asm/fcntl.h has its own value.
	static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;

	static final int LOCK_EX = 2;

	static final int LOCK_NB = 4;

	static final int EFD_NONBLOCK = 0x800;

	static final int EFD_CLOEXEC = 0x80000;

	private Linux() {
	}

	// linux/time.h

	static final int CLOCK_MONOTONIC = 1;

}
