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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The jar that this process runs, as it was when this was made. The JVM keeps it open,
 * and reads classes from it as it needs them: so its inode cannot become another file's,
 * and what is written into it breaks the application sooner or later. Immutable and
 * thread safe.
 * <p>
 * Only the jar itself is looked at, not what its manifest or its class path name besides.
 */
public final class ApplicationFile {

	private final Path path;

	private final Path target;

	private final FileIdentity identity;

	private ApplicationFile(Path path, Path target, FileIdentity identity) {
		this.path = path;
		this.target = target;
		this.identity = identity;
	}

	/**
	 * Remember that of this process. To be done early, when nobody has touched it yet.
	 * @param workingDirectory what a relative path is relative to
	 * @return the file, {@code null} if the application does not run from one jar (but
	 * from directories, or several jars) or that cannot be looked at
	 */
	public static @Nullable ApplicationFile ofThisProcess(Path workingDirectory) {
		String name = ClassPath.applicationJar(System.getProperty("java.class.path", ""),
				System.getProperty("sun.java.command", ""));
		return (name != null) ? of(workingDirectory.resolve(name)) : null;
	}

	/**
	 * Remember a file.
	 * @param path its path, which may lead over symbolic links
	 * @return the file, {@code null} if it is not a regular file or cannot be looked at
	 */
	static @Nullable ApplicationFile of(Path path) {
		try {
			Path target = path.toRealPath();
			FileIdentity identity = FileIdentity.of(target);
			return (identity != null) ? new ApplicationFile(path, target, identity) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Return where it is.
	 * @return the absolute path that the process was started with
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Look at it now.
	 * @return what has become of it
	 */
	public State state() {
		// First, since it is the worst: also of a file to which no link leads any more.
		FileIdentity found = identity(this.target);
		if (found != null && found.isSameFile(this.identity) && !found.equals(this.identity)) {
			return State.OVERWRITTEN;
		}
		FileIdentity named = identity(this.path);
		if (named == null) {
			return State.MISSING;
		}
		return named.isSameFile(this.identity) ? State.UNCHANGED : State.REPLACED;
	}

	private static @Nullable FileIdentity identity(Path path) {
		try {
			return FileIdentity.of(path);
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * What has become of the file.
	 */
	public enum State {

		/**
		 * The path leads to the file that this process runs.
		 */
		UNCHANGED,

		/**
		 * The path leads to another file, by a rename or a symbolic link: the next
		 * version, and this process is safe.
		 */
		REPLACED,

		/**
		 * The same file has another size or time of modification: somebody has written
		 * into it (or touched it) while this process reads from it.
		 */
		OVERWRITTEN,

		/**
		 * The path leads nowhere, or to something that is no regular file: there is
		 * nothing to start, and this process is safe.
		 */
		MISSING

	}

}
