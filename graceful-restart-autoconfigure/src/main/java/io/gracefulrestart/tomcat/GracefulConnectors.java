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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.time.Deadline;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.Shutdown;

/**
 * The connectors that take part in a handoff. The web server's own connector and the
 * management server's are made to take part by themselves. An application that adds
 * connectors creates them here:
 *
 * <pre class="code">
 * &#064;Bean
 * WebServerFactoryCustomizer&lt;TomcatServletWebServerFactory&gt; internal(GracefulConnectors connectors) {
 *     return (factory) -&gt; factory.addAdditionalConnectors(connectors.create("internal", 8081));
 * }
 * </pre>
 *
 * A connector on a Unix domain socket is created with a path in place of the port. The
 * web server's own one becomes such a connector by its property
 * {@code unixDomainSocketPath}.
 * <p>
 * Thread safe.
 * <p>
 * Long, because it is the face of all connectors; most lines are Javadoc.
 *
 * @since 0.1.0
 */
public final class GracefulConnectors {

	private static final Log logger = LogFactory.getLog(GracefulConnectors.class);

	/** The name of the listener of the web server's own connector. */
	public static final String MAIN = "http";

	/** The code by which a WebSocket's client is told that the service restarts. */
	public static final int SERVICE_RESTART = 1012;

	private static final String UNIX_PATH = "unixDomainSocketPath";

	private final @Nullable Function<String, ConnectorWiring> wirings;

	private final int closeCode;

	private final Map<String, GracefulHttp11Protocol> protocols = new ConcurrentHashMap<>();

	/**
	 * Create the registry.
	 * @param listeners the owner of all listeners
	 * @param gate the gate that all connectors obey
	 */
	public GracefulConnectors(Listeners listeners, Gate gate) {
		this(listeners, gate, SERVICE_RESTART);
	}

	/**
	 * Create the registry.
	 * @param listeners the owner of all listeners
	 * @param gate the gate that all connectors obey
	 * @param closeCode what the clients of WebSocket sessions are told when these are
	 * closed, see RFC 6455
	 */
	public GracefulConnectors(Listeners listeners, Gate gate, int closeCode) {
		this((name) -> new ConnectorWiring(name, listeners, gate), closeCode);
	}

	private GracefulConnectors(@Nullable Function<String, ConnectorWiring> wirings, int closeCode) {
		this.wirings = wirings;
		this.closeCode = closeCode;
	}

	/**
	 * Create the registry of a process that has no native support: every connector is and
	 * stays Tomcat's own, and stops as Spring Boot stops it.
	 * @return the registry
	 */
	public static GracefulConnectors stock() {
		return new GracefulConnectors(null, SERVICE_RESTART);
	}

	/**
	 * Create an additional connector that takes part in every handoff.
	 * @param name the listener's name, by which the successor finds it; unique in the
	 * application, and neither {@code http} nor {@code management}
	 * @param port the port, 0 for any
	 * @return a connector that can be configured further before it is added; without
	 * native support it is one of Tomcat's own kind
	 */
	public Connector create(String name, int port) {
		Connector connector = new Connector((this.wirings != null) ? GracefulHttp11Protocol.class.getName()
				: TomcatWebServerFactory.DEFAULT_PROTOCOL);
		connector.setThrowOnFailure(true);
		connector.setPort(port);
		wire(name, connector);
		return connector;
	}

	/**
	 * Create an additional connector on a Unix domain socket that takes part in every
	 * handoff. The path appears with the first process and disappears with the last one.
	 * Its permissions are what the umask leaves, unless they are set with the connector's
	 * property {@code unixDomainSocketPathPermissions}.
	 * @param name the listener's name, by which the successor finds it; unique in the
	 * application, and neither {@code http} nor {@code management}
	 * @param path the path, at most 107 bytes long, in a directory that exists
	 * @return a connector that can be configured further before it is added; without
	 * native support it is one of Tomcat's own kind
	 */
	public Connector create(String name, Path path) {
		Connector connector = create(name, 0);
		connector.setProperty(UNIX_PATH, path.toString());
		return connector;
	}

	/**
	 * Make a factory's own connector take part.
	 * @param factory the factory
	 * @param name the listener's name
	 */
	public void prepare(TomcatWebServerFactory factory, String name) {
		if (this.wirings == null) {
			return;
		}
		if (!TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			logger.warn("Connector '" + name + "' uses protocol " + factory.getProtocol()
					+ ", which the application has chosen; it is not handed over");
			return;
		}
		factory.setProtocol(GracefulHttp11Protocol.class.getName());
		factory.addConnectorCustomizers((connector) -> wire(name, connector));
	}

	/**
	 * Refuse connectors that nobody could take over.
	 * @param factory the factory whose additional connectors are looked at
	 * @throws StockConnectorException if one is an HTTP connector of Tomcat's own kind on
	 * a fixed port, or on a path
	 */
	public void refuseStockConnectors(TomcatWebServerFactory factory) {
		if (this.wirings == null) {
			return;
		}
		for (Connector connector : factory.getAdditionalConnectors()) {
			if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol && !isOurs(connector)) {
				if (connector.getProperty(UNIX_PATH) instanceof String path) {
					throw new StockConnectorException(path);
				}
				if (connector.getPort() > 0) {
					throw new StockConnectorException(connector.getPort());
				}
			}
		}
	}

	/**
	 * Let a server stop at once when its turn comes: the drain is over by then, and has
	 * decided what is cut. The stock shutdown would wait for the threads of requests that
	 * were cut, with a deadline of its own. It stays where a connector is not ours, since
	 * nobody else waits for that one's requests.
	 * @param factory the server's factory, when everybody else has customized it
	 */
	public void replaceStockShutdown(TomcatWebServerFactory factory) {
		if (this.wirings == null) {
			return;
		}
		if (!GracefulHttp11Protocol.class.getName().equals(factory.getProtocol())
				|| !factory.getAdditionalConnectors().stream().allMatch(GracefulConnectors::isOurs)) {
			logger.warn("Server has a connector that is not handed over, which ends as 'server.shutdown' says");
			return;
		}
		factory.setShutdown(Shutdown.IMMEDIATE);
		factory.addContextCustomizers((context) -> {
			if (context instanceof StandardContext standard) {
				// Tomcat's own wait for servlets that are still in use.
				standard.setUnloadDelay(0);
			}
		});
	}

	/**
	 * Return what the connectors have in hand.
	 * @return a workload for each connector
	 */
	public List<Workload> workloads() {
		return this.protocols.entrySet()
			.stream()
			.<Workload>map((entry) -> new ConnectorWorkload(entry.getKey(), entry.getValue(), this.closeCode))
			.toList();
	}

	/**
	 * Return where connections can be moved from.
	 * @return a source for each connector
	 */
	public List<ConnectionSource> sources() {
		return this.protocols.values()
			.stream()
			.<ConnectionSource>map((protocol) -> protocol.endpoint().departures())
			.toList();
	}

	/**
	 * Return where connections can be moved to.
	 * @return a target for each connector
	 */
	public List<ConnectionTarget> targets() {
		return this.protocols.values()
			.stream()
			.<ConnectionTarget>map((protocol) -> new Arrivals(protocol.endpoint()))
			.toList();
	}

	/**
	 * Set the calling thread's request aside: no drain waits for it or cuts it. For one
	 * that waits for the end of a drain itself. Does nothing on a thread that serves no
	 * request of these connectors.
	 */
	public static void setRequestAside() {
		SetAside.current();
	}

	/**
	 * Wait until the requests that were set aside have got their responses.
	 * @param deadline when to stop waiting
	 */
	public void awaitRequestsSetAside(Deadline deadline) {
		this.protocols.values().forEach((protocol) -> protocol.requests().setAside().await(deadline));
	}

	/**
	 * Make a server on which moving connections can be rehearsed.
	 * @param connections how many connections it has
	 * @return the rehearsal, owned by the caller
	 * @throws IOException if it cannot be made
	 */
	public Rehearsal rehearsal(int connections) throws IOException {
		return ConnectionRehearsal.open(connections);
	}

	/**
	 * Send one request through each connector, whether its gate is open or not. What goes
	 * wrong is logged and otherwise ignored: the request is there to load classes.
	 * @param path the request's path
	 * @param deadline when to give up
	 */
	public void warmUp(String path, Deadline deadline) {
		SmokeRequest request = new SmokeRequest("GET", path);
		this.protocols.forEach((name, protocol) -> {
			Optional<String> wrong = new LoopbackRequest(protocol, request, "graceful-restart-warm-up").check(deadline);
			logger.debug("Warm-up request through connector '" + name + "': " + wrong.orElse("answered"));
		});
	}

	/**
	 * Send a request through the web server's own connector and its filters, whether its
	 * gate is open or not.
	 * @param request the request
	 * @param deadline when to give up
	 * @return what is wrong with the answer, for people; empty if its status is below 400
	 */
	public Optional<String> check(SmokeRequest request, Deadline deadline) {
		GracefulHttp11Protocol protocol = this.protocols.get(MAIN);
		if (protocol == null) {
			return Optional.of(request + ": the web server's connector is not handed over");
		}
		return new LoopbackRequest(protocol, request, "graceful-restart-check").check(deadline);
	}

	private static boolean isOurs(Connector connector) {
		return connector.getProtocolHandler() instanceof GracefulHttp11Protocol;
	}

	private void wire(String name, Connector connector) {
		if (this.wirings == null || !(connector.getProtocolHandler() instanceof GracefulHttp11Protocol protocol)) {
			return;
		}
		protocol.wire(this.wirings.apply(name));
		connector.addLifecycleListener((event) -> {
			if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
				if (this.protocols.putIfAbsent(name, protocol) != null) {
					logger.warn("Two connectors named '" + name + "'; only the first is drained");
				}
			}
			else if (Lifecycle.AFTER_STOP_EVENT.equals(event.getType())) {
				this.protocols.remove(name, protocol);
			}
		});
	}

}
