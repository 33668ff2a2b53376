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

package io.gracefulrestart.handoff;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link VersionRange}.
 */
class VersionRangeTests {

	@Test
	void speaksTheNewestVersionThatBothKnow() {
		assertThat(new VersionRange(1, 3).common(new VersionRange(2, 5))).hasValue(3);
		assertThat(new VersionRange(2, 5).common(new VersionRange(1, 3))).hasValue(3);
		assertThat(new VersionRange(1, 1).common(new VersionRange(1, 1))).hasValue(1);
	}

	@Test
	void hasNoneInCommonWhenTheRangesDoNotMeet() {
		assertThat(new VersionRange(1, 1).common(new VersionRange(2, 5))).isEmpty();
		assertThat(new VersionRange(2, 5).common(new VersionRange(1, 1))).isEmpty();
	}

	@Test
	void readsLikeASentence() {
		assertThat(new VersionRange(1, 1)).hasToString("1");
		assertThat(new VersionRange(2, 5)).hasToString("2 to 5");
	}

	@Test
	void refusesWhatIsNoRange() {
		assertThatIllegalArgumentException().isThrownBy(() -> new VersionRange(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new VersionRange(2, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new VersionRange(1, 0x10000));
	}

}
