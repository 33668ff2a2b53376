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

package io.gracefulrestart.handoff;

import java.nio.ByteBuffer;

import io.gracefulrestart.fd.SocketFamily;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnnouncedListener}: what successors and predecessors that know no
 * paths make of one.
 */
class AnnouncedListenerTests {

	private static final Field REQUESTED = new Field(4, "requested");

	@Test
	void olderSuccessorSeesNoAddressThatItCouldNotRead() throws ProtocolException {
		AnnouncedListener path = new AnnouncedListener("unix", SocketFamily.UNIX, "/run/a.sock", "/run/b.sock", true);
		assertThat(reader(path).optionalText(REQUESTED)).isNull();
		assertThat(AnnouncedListener.read(reader(path))).isEqualTo(path);
		AnnouncedListener port = new AnnouncedListener("http", SocketFamily.INET, "0.0.0.0:80", "0.0.0.0:0", false);
		assertThat(reader(port).optionalText(REQUESTED)).isEqualTo("0.0.0.0:0");
		assertThat(AnnouncedListener.read(reader(port))).isEqualTo(port);
	}

	@Test
	void olderPredecessorSaysNothingOfASupervisor() throws ProtocolException {
		FieldWriter older = new FieldWriter().text(new Field(1, "name"), "http")
			.text(new Field(2, "family"), "INET")
			.text(new Field(3, "address"), "0.0.0.0:80")
			.text(REQUESTED, "0.0.0.0:0");
		assertThat(AnnouncedListener.read(new FieldReader("listener", ByteBuffer.wrap(older.toByteArray()))))
			.isEqualTo(new AnnouncedListener("http", SocketFamily.INET, "0.0.0.0:80", "0.0.0.0:0", false));
	}

	private static FieldReader reader(AnnouncedListener listener) throws ProtocolException {
		FieldWriter writer = new FieldWriter();
		listener.write(writer);
		return new FieldReader("listener", ByteBuffer.wrap(writer.toByteArray()));
	}

}
