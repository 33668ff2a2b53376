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

package io.gracefulrestart.test.demo;

import io.gracefulrestart.test.visitor.Finding;

/**
 * A row of what the next versions have inherited.
 *
 * @param label what it is
 * @param text what was found
 * @param emphasis an alarm if it was lost
 */
record InheritedRow(String label, String text, TableRow.Emphasis emphasis) {

	static InheritedRow of(Finding finding) {
		return new InheritedRow(finding.label(), finding.toString(),
				(finding.result() == Finding.Result.LOST) ? TableRow.Emphasis.ALARM : TableRow.Emphasis.NORMAL);
	}

}
