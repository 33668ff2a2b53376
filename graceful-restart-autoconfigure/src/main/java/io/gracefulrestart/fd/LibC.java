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

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;

/**
 * The few functions of the C library that are called, by their C names and with their C
 * results. Thread safe, stateless.
 * <p>
 * It uses jffi, the lowest layer of jnr, directly: on JDK 17 the first call comes after
 * 40 to 50 ms where a jnr-ffi interface takes 80 to 140 and jnr-posix over 250, a call
 * costs the same 0.2 µs as jnr-ffi's generated code, and no system property has to be
 * changed for it.
 * <p>
 * On both platforms, C's {@code int} is 32 bit, {@code long}, {@code size_t} and pointers
 * are 64 bit, and a variadic function such as {@code fcntl} takes integers like any
 * other.
 */
final class LibC {

	private static final Type INT = Type.SINT;

	private static final Type LONG = Type.SLONG_LONG;

	private final Library library;

	private final NativeFunction socket;

	private final NativeFunction socketpair;

	private final NativeFunction bind;

	private final NativeFunction listen;

	private final NativeFunction connect;

	private final NativeFunction accept4;

	private final NativeFunction getsockname;

	private final NativeFunction getpeername;

	private final NativeFunction getsockopt;

	private final NativeFunction setsockopt;

	private final NativeFunction shutdown;

	private final NativeFunction sendmsg;

	private final NativeFunction recvmsg;

	private final NativeFunction poll;

	private final NativeFunction fcntl;

	private final NativeFunction dup3;

	private final NativeFunction close;

	private final NativeFunction fchmod;

	private final NativeFunction open;

	private final NativeFunction flock;

	private final NativeFunction eventfd;

	private final NativeFunction write;

	private final NativeFunction geteuid;

	private final NativeFunction getpid;

	private final NativeFunction clockGettime;

	LibC() {
		Library loaded = Library.openLibrary("libc.so.6", Library.LAZY | Library.LOCAL);
		this.library = (loaded != null) ? loaded : Library.getDefault();
		this.socket = function("socket", INT, INT, INT, INT);
		this.socketpair = function("socketpair", INT, INT, INT, INT, LONG);
		this.bind = function("bind", INT, INT, LONG, INT);
		this.listen = function("listen", INT, INT, INT);
		this.connect = function("connect", INT, INT, LONG, INT);
		this.accept4 = function("accept4", INT, INT, LONG, LONG, INT);
		this.getsockname = function("getsockname", INT, INT, LONG, LONG);
		this.getpeername = function("getpeername", INT, INT, LONG, LONG);
		this.getsockopt = function("getsockopt", INT, INT, INT, INT, LONG, LONG);
		this.setsockopt = function("setsockopt", INT, INT, INT, INT, LONG, INT);
		this.shutdown = function("shutdown", INT, INT, INT);
		this.sendmsg = function("sendmsg", LONG, INT, LONG, INT);
		this.recvmsg = function("recvmsg", LONG, INT, LONG, INT);
		this.poll = function("poll", INT, LONG, LONG, INT);
		this.fcntl = function("fcntl", INT, INT, INT, INT);
		this.dup3 = function("dup3", INT, INT, INT, INT);
		this.close = function("close", INT, INT);
		this.fchmod = function("fchmod", INT, INT, INT);
		this.open = function("open", INT, LONG, INT, INT);
		this.flock = function("flock", INT, INT, INT);
		this.eventfd = function("eventfd", INT, INT, INT);
		this.write = function("write", LONG, INT, LONG, LONG);
		this.geteuid = function("geteuid", INT);
		this.getpid = function("getpid", INT);
		this.clockGettime = function("clock_gettime", INT, INT, LONG);
	}

	private NativeFunction function(String name, Type result, Type... parameters) {
		long address = this.library.getSymbolAddress(name);
		if (address == 0) {
			throw new UnsatisfiedLinkError("The C library has no function '" + name + "'");
		}
		return new NativeFunction(address,
				CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, true));
	}

	/**
	 * Return the error number of the calling thread's last call. Only meaningful right
	 * after a call that returned a negative value: a successful call leaves it stale.
	 * @return the error number
	 */
	int errno() {
		return LastError.getInstance().get();
	}

	int socket(int domain, int type, int protocol) {
		return (int) this.socket.call(domain, type, protocol);
	}

	int socketpair(int domain, int type, int protocol, long numbers) {
		return (int) this.socketpair.call(domain, type, protocol, numbers);
	}

	int bind(int number, long address, int length) {
		return (int) this.bind.call(number, address, length);
	}

	int listen(int number, int backlog) {
		return (int) this.listen.call(number, backlog);
	}

	int connect(int number, long address, int length) {
		return (int) this.connect.call(number, address, length);
	}

	int accept4(int number, int flags) {
		return (int) this.accept4.call(number, 0, 0, flags);
	}

	int getsockname(int number, long address, long length) {
		return (int) this.getsockname.call(number, address, length);
	}

	int getpeername(int number, long address, long length) {
		return (int) this.getpeername.call(number, address, length);
	}

	int getsockopt(int number, int level, int option, long value, long length) {
		return (int) this.getsockopt.call(number, level, option, value, length);
	}

	int setsockopt(int number, int level, int option, long value, int length) {
		return (int) this.setsockopt.call(number, level, option, value, length);
	}

	int shutdown(int number, int how) {
		return (int) this.shutdown.call(number, how);
	}

	long sendmsg(int number, long message, int flags) {
		return this.sendmsg.call(number, message, flags);
	}

	long recvmsg(int number, long message, int flags) {
		return this.recvmsg.call(number, message, flags);
	}

	int poll(long pollfds, int count, int milliseconds) {
		return (int) this.poll.call(pollfds, count, milliseconds);
	}

	int fcntl(int number, int command, int argument) {
		return (int) this.fcntl.call(number, command, argument);
	}

	int dup3(int number, int target, int flags) {
		return (int) this.dup3.call(number, target, flags);
	}

	int close(int number) {
		return (int) this.close.call(number);
	}

	int fchmod(int number, int mode) {
		return (int) this.fchmod.call(number, mode);
	}

	int open(long path, int flags, int mode) {
		return (int) this.open.call(path, flags, mode);
	}

	int flock(int number, int operation) {
		return (int) this.flock.call(number, operation);
	}

	int eventfd(int initial, int flags) {
		return (int) this.eventfd.call(initial, flags);
	}

	long write(int number, long bytes, long count) {
		return this.write.call(number, bytes, count);
	}

	int geteuid() {
		return (int) this.geteuid.call();
	}

	int getpid() {
		return (int) this.getpid.call();
	}

	int clock_gettime(int clock, long timespec) {
		return (int) this.clockGettime.call(clock, timespec);
	}

}
