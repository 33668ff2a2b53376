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

import java.util.Set;

import org.springframework.core.env.Environment;

/**
 * Whether the application runs inside a test. A test that happens to use the port of a
 * running application must not take over from it, and must not wait for idle connections
 * when its context closes.
 */
final class TestDetection {

	// Set by Spring Boot's own test bootstrapper.
	private static final String BOOTSTRAPPER = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

	private static final Set<String> RUNNERS = Set.of("org.junit.platform.", "org.junit.runners.", "org.testng.");

	private static final String DEVTOOLS = "org.springframework.boot.devtools.restart.classloader.RestartClassLoader";

	private TestDetection() {
	}

	/**
	 * Return whether Spring Boot's devtools close and open the context whenever a class
	 * has changed. Nobody wants to wait for a browser's idle connection then.
	 * @return whether the application was started by devtools
	 */
	static boolean isRestartedByDevtools() {
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		while (loader != null && !loader.getClass().getName().equals(DEVTOOLS)) {
			loader = loader.getParent();
		}
		return loader != null;
	}

	static boolean isTest(Environment environment) {
		return environment.containsProperty(BOOTSTRAPPER) || StackWalker.getInstance()
			.walk((frames) -> frames
				.anyMatch((frame) -> RUNNERS.stream().anyMatch((runner) -> frame.getClassName().startsWith(runner))));
	}

}
