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

import io.gracefulrestart.fd.NativeSupport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.util.ClassUtils;

/**
 * Loads the native library in the background while Spring starts, which takes about as
 * long as creating the context's first beans. Only where it will be used; otherwise it
 * says so.
 */
final class NativePreloader implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	private static final Log logger = LogFactory.getLog(NativePreloader.class);

	private static final String TOMCAT_FACTORY = "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory";

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (!"true".equalsIgnoreCase(event.getEnvironment().getProperty("graceful-restart.enabled", "true"))) {
			return;
		}
		WebApplicationType type = event.getSpringApplication().getWebApplicationType();
		ClassLoader classLoader = event.getSpringApplication().getClassLoader();
		if (type == WebApplicationType.SERVLET && ClassUtils.isPresent(TOMCAT_FACTORY, classLoader)) {
			NativeSupport.preload();
		}
		else if (type != null && type != WebApplicationType.NONE) {
			logger.info("No graceful restart: it is for servlet applications on Tomcat");
		}
	}

}
