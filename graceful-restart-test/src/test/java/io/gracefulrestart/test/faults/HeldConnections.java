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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import org.assertj.core.api.SoftAssertions;

import static org.awaitility.Awaitility.await;

/**
 * A connection of each wanted {@link Shape} to the process that serves, which has read
 * everything that was sent; and one more.
 */
final class HeldConnections implements AutoCloseable {

	private final Map<Shape, Wire> wires = new EnumMap<>(Shape.class);

	// Tells when connections are told.
	private final Wire probe;

	private final long pid;

	/**
	 * Open them.
	 * @param rig whose process serves
	 * @param shapes what is to go on on them
	 * @throws IOException if one of them does not get so far
	 */
	HeldConnections(Rig rig, Set<Shape> shapes) throws IOException {
		this.pid = rig.view().pid();
		this.probe = new Wire(rig.port());
		for (Shape shape : shapes) {
			Wire wire = new Wire(rig.port());
			this.wires.put(shape, wire);
			shape.begin(wire);
		}
		await().atMost(Rig.LONG).until(() -> this.wires.values().stream().allMatch(Wire::isRead));
	}

	/**
	 * Wait until their server tells its connections to leave; before that an idle one may
	 * get one more response that leaves it open.
	 */
	void awaitLameDuck() {
		Callable<WireReply> next = () -> {
			this.probe.send(Shape.WHOAMI);
			return this.probe.receive();
		};
		await().atMost(Rig.LONG).until(next, WireReply::announcesClose);
	}

	/**
	 * Assert that on each everything is answered by the process that has served before,
	 * and that all end in order.
	 */
	void assertFinished() {
		SoftAssertions.assertSoftly((softly) -> this.wires.forEach((shape, wire) -> softly.assertThatCode(() -> {
			shape.finish(wire, this.pid);
			wire.assertEnd();
		}).as(shape.name()).doesNotThrowAnyException()));
	}

	@Override
	public void close() throws IOException {
		this.probe.close();
		for (Wire wire : this.wires.values()) {
			wire.close();
		}
	}

}
