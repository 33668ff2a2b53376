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

package io.gracefulrestart.sample;

import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;

/**
 * Spring Security as it comes, with its form, its CSRF tokens and its headers, but on a
 * few paths only. Requests for all others do not even pass its filter, which
 * {@link SecurityFilterAutoConfiguration} would put before each of them: what is measured
 * there is the application without it. Not to be copied: a path that is not named here is
 * open.
 */
@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

	private static final String[] PATHS = { "/account", "/login", "/logout", "/default-ui.css" };

	@Bean
	SecurityFilterChain loginFilterChain(HttpSecurity http) {
		// The matcher is for a separate management port, where the filter is before all.
		return http.securityMatcher(PATHS)
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin((form) -> form.defaultSuccessUrl("/account"))
			.build();
	}

	@Bean
	DelegatingFilterProxyRegistrationBean loginFilter() {
		DelegatingFilterProxyRegistrationBean registration = new DelegatingFilterProxyRegistrationBean(
				AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME);
		registration.addUrlPatterns(PATHS);
		registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER);
		return registration;
	}

}
