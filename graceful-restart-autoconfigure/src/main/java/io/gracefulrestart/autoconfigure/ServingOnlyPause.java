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

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.Lifecycle;

/**
 * Pauses a withheld bean that works from its initialisation on, as schedulers do, before
 * anybody can give it work.
 */
final class ServingOnlyPause implements BeanPostProcessor {

	private final ServingOnlyBeans servingOnly;

	ServingOnlyPause(ServingOnlyBeans servingOnly) {
		this.servingOnly = servingOnly;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.servingOnly.isWithheld(beanName)) {
			if (!(bean instanceof Lifecycle lifecycle)) {
				throw ServingOnlyBeans.notStartable(beanName, bean.getClass());
			}
			if (lifecycle.isRunning()) {
				lifecycle.stop();
			}
		}
		return bean;
	}

}
