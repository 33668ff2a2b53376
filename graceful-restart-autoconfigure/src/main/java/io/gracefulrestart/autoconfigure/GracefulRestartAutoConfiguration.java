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

package io.gracefulrestart.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.fd.NativeSupport;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.supervisor.PidFile;
import io.gracefulrestart.tomcat.GracefulConnectors;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.UpgradeProtocol;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of graceful restart for servlet applications on Tomcat.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration")
@ConditionalOnClass({ Tomcat.class, UpgradeProtocol.class, TomcatServletWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "graceful-restart.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GracefulRestartProperties.class)
public final class GracefulRestartAutoConfiguration {

	GracefulRestartAutoConfiguration() {
	}

	@Bean
	Gate gracefulRestartGate() {
		return new Gate();
	}

	// Closed by the lifecycle, when nobody needs a listener any more.
	@Bean(destroyMethod = "")
	Listeners gracefulRestartListeners(GracefulRestartProperties properties) throws IOException {
		return new Listeners(properties.getListener().getMode(),
				NativeSupport.get().isAvailable() ? InheritedListeners.ofProcess() : InheritedListeners.none());
	}

	@Bean
	GracefulConnectors gracefulConnectors(GracefulRestartProperties properties, Listeners listeners, Gate gate) {
		int closeCode = DrainSettingsFactory.closeCode(properties.getDrain());
		return NativeSupport.get().isAvailable() ? new GracefulConnectors(listeners, gate, closeCode)
				: GracefulConnectors.stock();
	}

	@Bean
	SpringApplicationAdapter gracefulRestartApplication(GracefulRestartProperties properties,
			ConfigurableApplicationContext context, GracefulConnectors connectors,
			ObjectProvider<ApplicationAvailability> availability, ObjectProvider<ReadinessCheck> checks,
			ObjectProvider<LivenessCheck> liveness, Optional<ServingOnlyBeans> servingOnly, Optional<Streams> streams,
			ObjectProvider<StateParticipant> participants) {
		return new SpringApplicationAdapter(context, connectors,
				new TakeoverChecks(properties.getHandoff(), connectors, availability, checks),
				new LivenessChecks(availability, liveness), servingOnly, streams.orElse(Streams.NONE),
				new StateBeans(participants, context.getBeanFactory().getBeanProvider(LiveState.class, false)));
	}

	@Bean(destroyMethod = "close")
	GracefulRestartLifecycle gracefulRestart(GracefulRestartProperties properties, Environment environment,
			SpringApplicationAdapter application, Listeners listeners, Gate gate) {
		SettingsFactory settings = new SettingsFactory(properties, environment);
		GracefulRestartLifecycle lifecycle = new GracefulRestartLifecycle(settings.create(), application, listeners,
				gate);
		Path pidFile = settings.pidFile();
		if (pidFile != null) {
			lifecycle.keep(new PidFile(pidFile));
		}
		return lifecycle;
	}

	@Bean
	LifecycleEvents gracefulRestartLifecycleEvents(GracefulRestartLifecycle lifecycle,
			ConfigurableApplicationContext context) {
		return new LifecycleEvents(lifecycle, context);
	}

	@Bean
	ParticipantStarter gracefulRestartParticipants(GracefulRestartLifecycle lifecycle,
			ConfigurableApplicationContext context) {
		return new ParticipantStarter(lifecycle, context);
	}

	@Bean
	SideBySideWarnings gracefulRestartSideBySideWarnings(GracefulRestartLifecycle lifecycle,
			ConfigurableApplicationContext context) {
		return new SideBySideWarnings(lifecycle, context);
	}

	@Bean
	PidFileWriterWarning gracefulRestartPidFileWriterWarning(GracefulRestartLifecycle lifecycle) {
		return new PidFileWriterWarning(lifecycle);
	}

	// Takes part before the first listener is asked for: the factory creates its
	// connector
	// right after it was customized.
	@Bean
	@Order(0)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> gracefulRestartTomcatCustomizer(
			GracefulRestartLifecycle lifecycle, GracefulConnectors connectors) {
		return (factory) -> {
			connectors.prepare(factory, GracefulConnectors.MAIN);
			lifecycle.begin();
		};
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> gracefulRestartTomcatCompletion(
			GracefulConnectors connectors) {
		return (factory) -> {
			connectors.refuseStockConnectors(factory);
			connectors.replaceStockShutdown(factory);
		};
	}

}
