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

/**
 * Who answered a request, from the headers {@code X-Generation} and {@code X-Pid}.
 *
 * @param generation generation, or 0 if the response did not say
 * @param pid process id, or 0 if the response did not say
 */
public record Answerer(int generation, long pid) implements Comparable<Answerer> {

	/**
	 * Nobody answered, or did not say who it was.
	 */
	public static final Answerer UNKNOWN = new Answerer(0, 0);

	@Override
	public int compareTo(Answerer other) {
		int byGeneration = Integer.compare(this.generation, other.generation);
		return (byGeneration != 0) ? byGeneration : Long.compare(this.pid, other.pid);
	}

	@Override
	public String toString() {
		return "generation " + this.generation + " (pid " + this.pid + ")";
	}

}
