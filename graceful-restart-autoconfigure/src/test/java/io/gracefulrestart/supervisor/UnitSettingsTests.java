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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnitSettings}.
 */
class UnitSettingsTests {

	private static final String GOOD = "Type=notify\nNotifyAccess=all\nFileDescriptorStoreMax=16\nKillMode=control-group\n";

	@Test
	void goodUnitHasNoContradictions() {
		assertThat(contradictions(GOOD, true)).isEmpty();
		// An old systemd knows less.
		assertThat(contradictions("", true)).isEmpty();
	}

	@Test
	void absenceOfNotifyAccessIsReported() {
		assertThat(contradictions(GOOD.replace("NotifyAccess=all", "NotifyAccess=main"), false)).singleElement()
			.asString()
			.startsWith("shop.service: NotifyAccess=main ")
			.endsWith("set NotifyAccess=all");
	}

	@Test
	void storeWithoutRoomIsReportedIfItIsUsed() {
		String small = GOOD.replace("=16", "=1");
		assertThat(contradictions(small, false)).isEmpty();
		assertThat(contradictions(small, true)).singleElement()
			.asString()
			.contains("FileDescriptorStoreMax=1", "of 2 listeners");
	}

	@Test
	void reloadBySignalNeedsTheSignal() {
		String reload = GOOD.replace("Type=notify", "Type=notify-reload\nReloadSignal=1");
		assertThat(contradictions(reload, false)).isEmpty();
		assertThat(contradictions(reload.replace("ReloadSignal=1", "ReloadSignal=10"), false)).singleElement()
			.asString()
			.contains("Type=notify-reload", "is HUP");
		UnitSettings unit = new UnitSettings("shop.service", UnitSettings.parse(reload));
		assertThat(unit.contradictions(settings(false), 2, "")).singleElement().asString().contains("is none");
	}

	@Test
	void processesThatAreLeftBehindAreReported() {
		assertThat(contradictions(GOOD.replace("control-group", "process"), false)).singleElement()
			.asString()
			.contains("KillMode=process");
	}

	@Test
	void modeThatKillsASuccessorOnProbationIsReported() {
		assertThat(contradictions(GOOD.replace("control-group", "mixed"), false)).singleElement()
			.asString()
			.contains("KillMode=mixed");
	}

	private static List<String> contradictions(String answer, boolean store) {
		return new UnitSettings("shop.service", UnitSettings.parse(answer)).contradictions(settings(store), 2, "HUP");
	}

	private static SupervisorSettings settings(boolean store) {
		return new SupervisorSettings(NotifyEnvironment.NONE, store, Duration.ZERO);
	}

}
