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

package io.gracefulrestart.launch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassPath}.
 */
class ClassPathTests {

	@Test
	void jarThatWasStartedIsTheApplication() {
		assertThat(ClassPath.applicationJar("app.jar", "app.jar")).isEqualTo("app.jar");
		assertThat(ClassPath.applicationJar("app.jar", "app.jar --a=b")).isEqualTo("app.jar");
		assertThat(ClassPath.applicationJar("my app.jar:/opt/agent.jar", "my app.jar --a")).isEqualTo("my app.jar");
	}

	@Test
	void onlyEntryIsTheApplication() {
		assertThat(ClassPath.applicationJar("app.jar", "com.example.Main app.jar")).isEqualTo("app.jar");
	}

	@Test
	void severalEntriesAreNone() {
		assertThat(ClassPath.applicationJar("app.jar:lib.jar", "com.example.Main")).isNull();
		assertThat(ClassPath.applicationJar("app.jar:lib.jar", "app.jars")).isNull();
		assertThat(ClassPath.applicationJar("", "")).isNull();
	}

}
