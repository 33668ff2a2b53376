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

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * The same filter on a separate management port, whose context does not inherit the
 * application's filters. Named in a file under {@code META-INF/spring}, and not annotated
 * as a configuration: the component scan would find it for the application's port too,
 * and every request there would count twice.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementServedByConfiguration {

	@Bean
	FilterRegistrationBean<ServedByFilter> managementServedByFilter(Generation generation, RequestCounter counter) {
		return ServedByConfiguration.registration(generation, counter);
	}

}
