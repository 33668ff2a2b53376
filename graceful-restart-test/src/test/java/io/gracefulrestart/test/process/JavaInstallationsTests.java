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

package io.gracefulrestart.test.process;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JavaInstallations}.
 */
class JavaInstallationsTests {

	@Test
	void runtimeOfThisTestIsFound() {
		JavaInstallation current = JavaInstallations.current();
		assertThat(JavaInstallations.find()).contains(current).doesNotHaveDuplicates();
		assertThat(JavaInstallations.withFeature(current.feature())).isPresent();
		assertThat(current.executable()).isExecutable();
	}

	@Test
	void runtimeIsNamedByVersionHomeOrProgram() {
		JavaInstallation current = JavaInstallations.current();
		assertThat(JavaInstallations.named(Integer.toString(current.feature())).feature()).isEqualTo(current.feature());
		assertThat(JavaInstallations.named(current.home().toString())).isEqualTo(current);
		assertThat(JavaInstallations.named(current.executable().toString())).isEqualTo(current);
	}

	@Test
	void whenThereIsNoSuchRuntimeThenThoseThatThereAreAreNamed(@TempDir Path empty) {
		String current = JavaInstallations.current().home().toString();
		assertThatIllegalArgumentException().isThrownBy(() -> JavaInstallations.named(empty.toString()))
			.withMessageContaining(current);
		assertThatIllegalArgumentException().isThrownBy(() -> JavaInstallations.named("5"))
			.withMessageContaining(current);
	}

}
