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
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.time.Deadline;

/**
 * Mutual exclusion of processes, and of threads within one, by flock(2) on a file of mode
 * 0600. It ends with {@link #close()} or with the process. The file is never removed:
 * whoever waits for the lock of a removed file would not exclude those who make it anew.
 */
public final class LockFile implements AutoCloseable {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Descriptor descriptor;

	private LockFile(Descriptor descriptor) {
		this.descriptor = descriptor;
	}

	/**
	 * Wait for the lock.
	 * @param path file to lock, made if it does not exist; a symbolic link is refused
	 * @param timeout how long to wait; zero tries once
	 * @return the lock, owned by the caller
	 * @throws FileSystemException if another one held it all the time
	 * @throws InterruptedIOException if the thread was interrupted; its flag is kept
	 * @throws NativeException {@code EACCES}, {@code ENOENT}, {@code EROFS},
	 * {@code ELOOP} for a symbolic link
	 */
	public static LockFile acquire(Path path, Duration timeout) throws IOException {
		return acquire(path, timeout, Linux.O_RDWR | Linux.O_CREAT | Linux.O_NOFOLLOW | Linux.O_CLOEXEC);
	}

	/**
	 * Wait for the lock of a directory itself, which leaves nothing behind in it. Anybody
	 * who may read the directory can hold it.
	 * @param directory an existing directory
	 * @param timeout how long to wait; zero tries once
	 * @return the lock, owned by the caller
	 * @throws FileSystemException if another one held it all the time
	 * @throws InterruptedIOException if the thread was interrupted; its flag is kept
	 * @throws NativeException {@code EACCES} if it may not be read, {@code ENOENT}
	 */
	public static LockFile ofDirectory(Path directory, Duration timeout) throws IOException {
		return acquire(directory, timeout, Linux.O_CLOEXEC);
	}

	private static LockFile acquire(Path path, Duration timeout, int flags) throws IOException {
		Deadline deadline = Deadline.after(timeout);
		Descriptor descriptor = open(path, flags);
		try (Loan loan = Loan.of(descriptor)) {
			// flock(2) knows no timeout, so it is asked again and again.
			while (!tryLock(loan.number(), path)) {
				if (deadline.hasPassed()) {
					throw new FileSystemException(path.toString(), null, "another process holds the lock");
				}
				LockSupport.parkNanos(PAUSE_NANOS);
				if (Thread.currentThread().isInterrupted()) {
					throw new InterruptedIOException("Interrupted while waiting for flock(" + path + ")");
				}
			}
			return new LockFile(descriptor);
		}
		catch (IOException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	private static Descriptor open(Path path, int flags) throws NativeException {
		byte[] name = UnixPaths.encode(path);
		try (NativeBlock block = NativeBlock.allocate(name.length + 1)) {
			int number = NativeSupport.libc().open(block.putBytes(0, name).address(0), flags, 0600);
			if (number < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "open(" + path + ")");
			}
			return Descriptor.owning(number);
		}
	}

	private static boolean tryLock(int number, Path path) throws NativeException {
		LibC libc = NativeSupport.libc();
		if (libc.flock(number, Linux.LOCK_EX | Linux.LOCK_NB) == 0) {
			return true;
		}
		if (libc.errno() != Linux.EAGAIN && libc.errno() != Linux.EINTR) {
			throw new NativeException(NativeSupport.libc().errno(), "flock(" + path + ")");
		}
		return false;
	}

	/**
	 * Let the next one have it. Idempotent, never throws.
	 */
	@Override
	public void close() {
		this.descriptor.close();
	}

}
