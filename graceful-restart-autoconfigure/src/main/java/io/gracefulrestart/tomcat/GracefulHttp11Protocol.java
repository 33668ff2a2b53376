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

package io.gracefulrestart.tomcat;

import java.time.Duration;

import io.gracefulrestart.drain.Spread;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol on a listener that somebody else owns. It has the public
 * constructor without parameters that Tomcat creates protocols with; until it is wired it
 * behaves as the stock protocol does.
 *
 * @since 0.1.0
 */
public class GracefulHttp11Protocol extends Http11NioProtocol {

	// A client that begins streams for longer does not want to hear.
	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

	private final GracefulNioEndpoint endpoint;

	private final InFlightRequests requests = new InFlightRequests();

	private volatile @Nullable Leaving leaving;

	/**
	 * Create a protocol that is not wired yet.
	 */
	public GracefulHttp11Protocol() {
		this(new GracefulNioEndpoint());
	}

	private GracefulHttp11Protocol(GracefulNioEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	void wire(ConnectorWiring wiring) {
		this.endpoint.wire(wiring);
	}

	GracefulNioEndpoint endpoint() {
		return this.endpoint;
	}

	InFlightRequests requests() {
		return this.requests;
	}

	/**
	 * Let every HTTP/1.1 response that begins from now on, or when its connection's turn
	 * has come, say {@code Connection: close}.
	 * @param spread which connection's turn is when; the first call counts
	 */
	void leave(Spread spread) {
		if (this.leaving == null) {
			this.leaving = new Leaving(System.nanoTime(), spread.window(this.endpoint.wrappers().size()));
		}
	}

	/**
	 * Undo {@link #leave}.
	 */
	void stay() {
		this.leaving = null;
	}

	private boolean isLeaving(LeavingProcessor processor) {
		Leaving current = this.leaving;
		return current != null && current.hasTurn(processor);
	}

	@Override
	public void setAdapter(Adapter adapter) {
		super.setAdapter((adapter instanceof InFlightAdapter) ? adapter : new InFlightAdapter(adapter, this.requests));
	}

	/**
	 * Without HTTP/2's own way to send files, which goes on after the request has ended
	 * and tells nobody when it has: the application sends them like any other body. And
	 * with some time for streams that are on their way when the end is announced: unless
	 * it is told otherwise, Tomcat serves none that comes a round trip later.
	 */
	@Override
	public void addUpgradeProtocol(UpgradeProtocol upgradeProtocol) {
		if (upgradeProtocol instanceof Http2Protocol http2) {
			http2.setUseSendfile(false);
			if (http2.getDrainTimeout() == 0) {
				http2.setDrainTimeout(DRAIN_TIMEOUT.toNanos());
			}
		}
		super.addUpgradeProtocol(upgradeProtocol);
	}

	@Override
	protected Processor createProcessor() {
		return new LeavingProcessor(this, getAdapter());
	}

	/**
	 * Never paused as long as connections are served: a paused protocol closes a
	 * connection that was accepted but not read, and answers 503 to a request on a
	 * kept-alive one. Also asked after every response whether to go on with the next
	 * request, hence the place to leave a connection that is to be moved.
	 */
	@Override
	public boolean isPaused() {
		if (!this.endpoint.isWired()) {
			return super.isPaused();
		}
		// Always asked, since the question is forgotten by being asked.
		LeavingProcessor processor = LeavingProcessor.current();
		return processor != null && processor.isToLeave();
	}

	/**
	 * Asked at the start of every response, hence the place for
	 * {@code Connection: close}.
	 */
	@Override
	public boolean getUseSendfile() {
		LeavingProcessor processor = LeavingProcessor.current();
		if (processor != null && isLeaving(processor)) {
			processor.announceClose();
		}
		return super.getUseSendfile();
	}

	/**
	 * Asked at the start of every response with a body, on whatever thread.
	 */
	@Override
	public boolean useCompression(Request request, Response response) {
		boolean compress = super.useCompression(request, response);
		LeavingProcessor processor = (this.leaving != null) ? LeavingProcessor.of(request) : null;
		if (processor != null && isLeaving(processor)) {
			processor.announceClose();
			processor.keepChunked();
		}
		return compress;
	}

	/**
	 * Since when connections leave.
	 *
	 * @param since when the first was told
	 * @param window when the last is told
	 */
	private record Leaving(long since, Duration window) {

		private static final int PLACES = 1 << 16;

		// A connection has its place by chance, which is as good as any, and costs
		// nothing.
		boolean hasTurn(LeavingProcessor processor) {
			long elapsed = System.nanoTime() - this.since;
			long place = processor.place() & (PLACES - 1);
			return elapsed >= this.window.toNanos() || elapsed >= this.window.toNanos() / PLACES * place;
		}

	}

}
