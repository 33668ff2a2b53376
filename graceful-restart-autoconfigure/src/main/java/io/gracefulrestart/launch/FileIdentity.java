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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

import org.jspecify.annotations.Nullable;

/**
 * Which file it is, and in which state, see inode(7).
 *
 * @param key device and inode: another file can have the same only when nobody has this
 * one open any more
 * @param size length in bytes
 * @param modified time of the last modification, as exact as the file system has it
 */
record FileIdentity(Object key, long size, FileTime modified) {

	/**
	 * Look at a file.
	 * @param path its path; symbolic links are followed
	 * @return its identity, {@code null} if it is not a regular file, or the system has
	 * no inodes
	 * @throws IOException if the path leads nowhere, or nobody may look
	 */
	static @Nullable FileIdentity of(Path path) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
		Object key = attributes.fileKey();
		if (!attributes.isRegularFile() || key == null) {
			return null;
		}
		return new FileIdentity(key, attributes.size(), attributes.lastModifiedTime());
	}

	/**
	 * Return whether it is the same file, in whatever state.
	 * @param other another identity
	 * @return whether device and inode are the same
	 */
	boolean isSameFile(FileIdentity other) {
		return this.key.equals(other.key);
	}

}
