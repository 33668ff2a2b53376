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

package io.gracefulrestart.fd;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a process writes to: copies of its standard output and standard error, to be
 * passed to a successor whose own are pipes to this process. It puts them in the place of
 * the pipes, and so goes on writing to the same file, terminal or journal when this
 * process has ended and its pipes with it.
 *
 * @param output what standard output goes to
 * @param error what standard error goes to
 */
public record StandardStreams(Descriptor output, Descriptor error) implements AutoCloseable {

	/**
	 * Copy those of this process. One that it does not have
	 * ({@link StandardStream#isUsable()}) is {@code /dev/null}, so that there always are
	 * two.
	 * @return the copies, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	public static StandardStreams duplicate() throws NativeException {
		Descriptor output = StandardStream.OUTPUT.duplicate();
		try {
			return new StandardStreams(output, StandardStream.ERROR.duplicate());
		}
		catch (NativeException | RuntimeException ex) {
			output.close();
			throw ex;
		}
	}

	/**
	 * Return whether both are what a process can write to, as
	 * {@link StandardStream#isUsable()} says it of this process's own. Who passes streams
	 * passes no others.
	 * @return whether they are
	 * @throws IllegalStateException if one of them is closed
	 */
	public boolean areUsable() {
		try (Loan loan = Loan.of(descriptors())) {
			return IntStream.of(loan.numbers()).allMatch(StandardStream::isUsable);
		}
	}

	/**
	 * Put these in the place of this process's own. Whoever writes to {@code System.out},
	 * or is started by this process from now on, writes to these; processes that run
	 * already keep what they have. What was written before is in the pipe still, and may
	 * come after what is written next.
	 * <p>
	 * A stream that this process does not have stays as it is. The descriptors stay the
	 * owner's, who may close them.
	 * @throws NativeException if the call fails; one of the two may be replaced then
	 */
	public void replaceOwn() throws NativeException {
		StandardStream.OUTPUT.replace(this.output);
		StandardStream.ERROR.replace(this.error);
	}

	/**
	 * Return both, in the order in which they are passed.
	 * @return output, error
	 */
	public List<Descriptor> descriptors() {
		return List.of(this.output, this.error);
	}

	/**
	 * Give the copies up. Idempotent, never throws.
	 */
	@Override
	public void close() {
		this.output.close();
		this.error.close();
	}

}
