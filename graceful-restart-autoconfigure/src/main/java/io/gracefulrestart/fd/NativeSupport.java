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

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whether this process can make the system calls that a handoff needs, and if not, why.
 * Found out once, on first use or by {@link #preload()}; immutable and thread safe.
 */
public final class NativeSupport {

	private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

	private final @Nullable LibC libc;

	private final @Nullable String cause;

	private NativeSupport(@Nullable LibC libc, @Nullable String cause) {
		this.libc = libc;
		this.cause = cause;
	}

	/**
	 * Return the answer for this process. The first call loads the native library, which
	 * takes some 50 ms; later ones return at once.
	 * @return native support, or why there is none
	 */
	public static NativeSupport get() {
		return Holder.INSTANCE;
	}

	/**
	 * Start to load the native library in a daemon thread of its own, so that a later
	 * {@link #get()} finds it loaded. Returns at once.
	 */
	public static void preload() {
		Thread thread = new Thread(NativeSupport::get, "graceful-restart-native");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Return whether the other types of this package work.
	 * @return whether system calls can be made
	 */
	public boolean isAvailable() {
		return this.libc != null;
	}

	/**
	 * Return why {@link #isAvailable() it is not available}.
	 * @return a sentence fragment for the operator, {@code null} if it is available
	 */
	public @Nullable String cause() {
		return this.cause;
	}

	@Override
	public String toString() {
		return isAvailable() ? "available" : "unavailable: " + this.cause;
	}

	/**
	 * Return the C library.
	 * @return the C library
	 * @throws UnsupportedOperationException if there is no native support
	 */
	static LibC libc() {
		NativeSupport support = get();
		if (support.libc == null) {
			throw new UnsupportedOperationException("No native support: " + support.cause);
		}
		return support.libc;
	}

	static NativeSupport detect(String system, String architecture) {
		if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
			return new NativeSupport(null, "operating system is " + system + ", only Linux is supported");
		}
		if (!ARCHITECTURES.contains(architecture)) {
			return new NativeSupport(null,
					"processor architecture is " + architecture + ", only x86-64 and aarch64 are supported");
		}
		if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
			return new NativeSupport(null, "native images are not supported");
		}
		return load();
	}

	private static NativeSupport load() {
		try {
			LibC libc = new LibC();
			// Proves that calls arrive and results come back before anything depends on
			// it.
			if (libc.getpid() <= 0 || libc.close(-1) != -1 || libc.errno() != Linux.EBADF) {
				return new NativeSupport(null, "system calls through jffi return wrong results");
			}
			return new NativeSupport(libc, null);
		}
		catch (RuntimeException | LinkageError ex) {
			// LinkageError: jffi is not on the class path, or its library was not found,
			// could not be unpacked or is for another C library.
			return new NativeSupport(null, "native library cannot be loaded: " + firstLine(ex));
		}
	}

	private static String firstLine(Throwable ex) {
		return ex.toString().lines().findFirst().orElseGet(ex.getClass()::getName);
	}

	private static final class Holder {

		static final NativeSupport INSTANCE = detect(System.getProperty("os.name", ""),
				System.getProperty("os.arch", ""));

	}

}
