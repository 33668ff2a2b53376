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

package io.gracefulrestart.test.load;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Compares the answer of {@code /whoami} with what the client knows by other means: the
 * process must be that of the {@code X-Pid} header, and the remote port that of the
 * client, also on a connection that was moved from one process to the other.
 */
final class WhoamiCheck implements BodyCheck {

	private static final int LONGEST = 1024;

	private static final byte[] PID = "\"pid\":".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] REMOTE_PORT = "\"remotePort\":".getBytes(StandardCharsets.US_ASCII);

	private final byte[] body = new byte[LONGEST];

	private int length;

	private long pid;

	private int localPort;

	@Override
	public void begin(ResponseHead head, int localPort) {
		this.length = 0;
		this.pid = head.pid;
		this.localPort = localPort;
	}

	@Override
	public void accept(byte[] bytes, int offset, int count) {
		int room = Math.min(count, this.body.length - this.length);
		System.arraycopy(bytes, offset, this.body, this.length, room);
		this.length += room;
	}

	@Override
	public @Nullable String complaint() {
		boolean right = this.length > 0 && this.body[this.length - 1] == '}' && number(PID) == this.pid
				&& number(REMOTE_PORT) == this.localPort;
		return right ? null : "Not the answer to port " + this.localPort + " from process " + this.pid + ": "
				+ BodyCheck.excerpt(this.body, this.length);
	}

	private long number(byte[] name) {
		int at = indexBehind(name);
		long number = -1;
		for (; at >= 0 && at < this.length; at++) {
			int digit = this.body[at] - '0';
			if (digit < 0 || digit > 9) {
				return number;
			}
			number = Math.max(0, number) * 10 + digit;
		}
		return number;
	}

	private int indexBehind(byte[] name) {
		for (int start = 0; start + name.length <= this.length; start++) {
			int i = 0;
			while (i < name.length && this.body[start + i] == name[i]) {
				i++;
			}
			if (i == name.length) {
				return start + i;
			}
		}
		return -1;
	}

}
