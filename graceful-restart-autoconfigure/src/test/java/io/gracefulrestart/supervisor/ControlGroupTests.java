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

package io.gracefulrestart.supervisor;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlGroup} and {@link ProcessNumbers}.
 */
class ControlGroupTests {

	@Test
	void groupOfTheOnlyHierarchy() {
		ControlGroup group = ControlGroup.of(List.of("0::/system.slice/shop.service")).orElseThrow();
		assertThat(group.service()).contains("shop.service");
		assertThat(group.isOfUser()).isFalse();
	}

	@Test
	void groupOfSystemdComesBeforeTheOthers() {
		assertThat(ControlGroup
			.of(List.of("4:memory:/elsewhere", "1:name=systemd:/system.slice/shop@blue.service/worker", "0::/other")))
			.map(ControlGroup::path)
			.contains("/system.slice/shop@blue.service/worker");
		assertThat(new ControlGroup("/system.slice/shop@blue.service/worker").service()).contains("shop@blue.service");
	}

	@Test
	void hierarchyThatIsThereAndNotUsedIsPassedOver() {
		assertThat(ControlGroup.of(List.of("9:name=systemd:/", "0::/system.slice/shop.service")))
			.map(ControlGroup::path)
			.contains("/system.slice/shop.service");
		assertThat(ControlGroup.of(List.of("9:name=systemd:/", "0::/"))).map(ControlGroup::path).contains("/");
	}

	@Test
	void groupOfAUsersManager() {
		ControlGroup group = new ControlGroup("/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service");
		assertThat(group.service()).contains("shop.service");
		assertThat(group.isOfUser()).isTrue();
		assertThat(new ControlGroup("/user.slice/user-1000.slice/user@1000.service/init.scope").service()).isEmpty();
	}

	@Test
	void noGroup() {
		assertThat(ControlGroup.of(List.of("4:memory:/", "nonsense"))).isEmpty();
		assertThat(ControlGroup.of(Long.MAX_VALUE)).isEmpty();
		assertThat(ControlGroup.other(ProcessHandle.current().pid())).isEmpty();
	}

	@Test
	void systemdIsKnownByItsName() {
		assertThat(ProcessNumbers.isSystemd("systemd\n")).isTrue();
		assertThat(ProcessNumbers.isSystemd("init\n")).isTrue();
		assertThat(ProcessNumbers.isSystemd("tini\n")).isFalse();
	}

}
