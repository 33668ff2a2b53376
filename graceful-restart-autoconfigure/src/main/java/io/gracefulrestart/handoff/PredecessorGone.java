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

import org.jspecify.annotations.Nullable;

/**
 * The predecessor is gone, or will never accept again: the listeners that it has passed
 * are this process's alone. It serves as soon as it is ready, and nothing that the kernel
 * queued is lost.
 *
 * @param departure how it left; {@link Departure#LOST} only after COMMIT
 * @param reason why, if it said so
 * @param handoff the handoff, as far as it came
 */
public record PredecessorGone(Departure departure, @Nullable String reason, HandoffRecord handoff) implements Ending {

}
