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

import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.UpgradeProtocol;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.OnPropertyListCondition;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Role;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Auto-configuration of the beans that only work in the process that serves. Where there
 * is none of them Spring Boot's own lifecycle processor stays.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@ConditionalOnClass({ Tomcat.class, UpgradeProtocol.class, TomcatServletWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "graceful-restart.enabled", matchIfMissing = true)
@Conditional(GracefulRestartServingOnlyAutoConfiguration.OnServingOnly.class)
@EnableConfigurationProperties(LifecycleProperties.class)
public final class GracefulRestartServingOnlyAutoConfiguration {

	GracefulRestartServingOnlyAutoConfiguration() {
	}

	// Static, as is the next: they come before the beans that they deal with.
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ServingOnlyBeans gracefulRestartServingOnlyBeans(ConfigurableApplicationContext context) {
		return new ServingOnlyBeans(context);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ServingOnlyPause gracefulRestartServingOnlyPause(ServingOnlyBeans servingOnly) {
		return new ServingOnlyPause(servingOnly);
	}

	@Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
	@ConditionalOnMissingBean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
			search = SearchStrategy.CURRENT)
	ServingOnlyLifecycleProcessor gracefulRestartLifecycleProcessor(ServingOnlyBeans servingOnly,
			LifecycleProperties properties) {
		ServingOnlyLifecycleProcessor processor = new ServingOnlyLifecycleProcessor(servingOnly);
		processor.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
		return processor;
	}

	/**
	 * Beans are named.
	 */
	static class OnServingOnly extends OnPropertyListCondition {

		OnServingOnly() {
			super(ServingOnlyBeans.PROPERTY, () -> ConditionMessage.forCondition("Serving-only beans"));
		}

	}

}
