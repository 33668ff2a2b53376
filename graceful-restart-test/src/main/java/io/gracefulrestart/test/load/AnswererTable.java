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

package io.gracefulrestart.test.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives every {@link Answerer} of a run a small number, so that a sample takes little
 * room. Number 0 is {@link Answerer#UNKNOWN}. Thread safe.
 */
final class AnswererTable {

	private final List<Answerer> answerers = new ArrayList<>(List.of(Answerer.UNKNOWN));

	synchronized int numberOf(int generation, long pid) {
		Answerer answerer = new Answerer(generation, pid);
		int known = this.answerers.indexOf(answerer);
		if (known >= 0) {
			return known;
		}
		this.answerers.add(answerer);
		return this.answerers.size() - 1;
	}

	synchronized Answerer get(int number) {
		return this.answerers.get(number);
	}

	synchronized List<Answerer> toList() {
		return List.copyOf(this.answerers);
	}

}
