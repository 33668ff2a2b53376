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

/**
 * How far a predecessor's handoff has come.
 */
public enum PredecessorPhase {

	/** HELLO has come, WELCOME is being sent. Can be called off. */
	GREETING,

	/** The successor has the listeners and starts. Can be called off. */
	AWAITING_READY,

	/** READY has come: acceptors are being stopped. */
	COMMITTING,

	/** COMMIT was sent. */
	AWAITING_SERVING,

	/** SERVING has come, the cutover is final. */
	DRAINING,

	/** DRAINED was sent. */
	DRAINED,

	/** The conversation is over. */
	ENDED

}
