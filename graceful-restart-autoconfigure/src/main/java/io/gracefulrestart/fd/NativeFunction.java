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

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;

/**
 * A function of a native library. The call narrows its arguments to the types of the
 * signature, widens the result, and keeps the thread's error number.
 *
 * @param address where it is
 * @param context its signature
 */
record NativeFunction(long address, CallContext context) {

	private static final Invoker INVOKER = Invoker.getInstance();

	long call() {
		return INVOKER.invokeN0(this.context, this.address);
	}

	long call(long a) {
		return INVOKER.invokeN1(this.context, this.address, a);
	}

	long call(long a, long b) {
		return INVOKER.invokeN2(this.context, this.address, a, b);
	}

	long call(long a, long b, long c) {
		return INVOKER.invokeN3(this.context, this.address, a, b, c);
	}

	long call(long a, long b, long c, long d) {
		return INVOKER.invokeN4(this.context, this.address, a, b, c, d);
	}

	long call(long a, long b, long c, long d, long e) {
		return INVOKER.invokeN5(this.context, this.address, a, b, c, d, e);
	}

}
