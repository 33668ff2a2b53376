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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where listeners come from, and which of the sources comes first. Guarded by its owner.
 */
final class ListenerSources {

	private final ListenerMode mode;

	private final InheritedListeners inherited;

	private final BoundListeners bound;

	private final SharedListeners shared = new SharedListeners();

	private @Nullable HandedOffListeners handedOff;

	/**
	 * Create the sources.
	 * @param mode which of them may be used
	 * @param inherited what a supervisor left open; stays the caller's
	 */
	ListenerSources(ListenerMode mode, InheritedListeners inherited) {
		this.mode = mode;
		this.bound = new BoundListeners(mode);
		this.inherited = inherited;
	}

	/**
	 * Add what a predecessor has passed.
	 * @param passed the listeners, owned by this from now on
	 * @throws IllegalStateException if some were offered before
	 */
	void offer(HandedOffListeners passed) {
		if (this.handedOff != null) {
			throw new IllegalStateException("Listeners of a predecessor were offered before");
		}
		this.handedOff = passed;
	}

	/**
	 * Find the listener that a connector asks for, see {@link Listeners#obtain}.
	 * @param request what is asked for
	 * @return the listener, owned by the caller
	 * @throws IOException if it is not to be had
	 */
	Listener find(ListenerRequest request) throws IOException {
		if (this.mode == ListenerMode.REUSE_PORT) {
			return (request.address() instanceof InetSocketAddress address
					&& !request.name().equals(ListenerRequest.MANAGEMENT))
							? this.shared.take(request, address, this.handedOff) : findExclusive(request);
		}
		Listener found = null;
		if (this.mode.allows(ListenerMode.INHERIT)) {
			found = this.inherited.take(request);
		}
		if (found == null && this.handedOff != null && this.mode.allows(ListenerMode.HANDOFF)) {
			found = this.handedOff.take(request);
		}
		if (found == null && this.mode.allows(ListenerMode.BIND)) {
			found = this.bound.take(request);
		}
		if (found != null) {
			return found;
		}
		throw (this.mode == ListenerMode.INHERIT) ? ListenerUnavailableException.notInherited(request, this.inherited)
				: ListenerUnavailableException.notHandedOff(request, passed());
	}

	// Whoever asks for figures or for health must not meet one process or the other by
	// chance. And a path can only be one socket's.
	private Listener findExclusive(ListenerRequest request) throws IOException {
		Listener passed = takePassed(request);
		return (passed != null) ? passed : this.bound.take(request);
	}

	/**
	 * Take a listener that a predecessor has passed.
	 * @param request what is asked for
	 * @return the listener, owned by the caller; {@code null} if there is none
	 */
	@Nullable Listener takePassed(ListenerRequest request) {
		return (this.handedOff != null) ? this.handedOff.take(request) : null;
	}

	/**
	 * Return what a predecessor has passed and nobody has taken.
	 * @return the listeners, which stay the source's
	 */
	List<Listener> passed() {
		return (this.handedOff != null) ? this.handedOff.unclaimed() : List.of();
	}

	/** Close what a predecessor has passed and nobody has taken. Idempotent. */
	void closePassed() {
		if (this.handedOff != null) {
			this.handedOff.close();
		}
	}

	InheritedListeners inherited() {
		return this.inherited;
	}

}
