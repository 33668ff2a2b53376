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

package io.gracefulrestart.state;

/**
 * Types of what {@link CarriedAmounts} say to each other.
 *
 * <table>
 * <caption>Messages: a byte, and for the first three the amounts</caption>
 * <tr>
 * <td>1 SNAPSHOT</td>
 * <td>what has changed since LISTENING, or all that there is; answered with KNOWN</td>
 * </tr>
 * <tr>
 * <td>2 GIVEN</td>
 * <td>what has changed up to the cutover, or a rollback</td>
 * </tr>
 * <tr>
 * <td>3 LATER</td>
 * <td>what has changed before or after these; also a part of what the next message
 * ends</td>
 * </tr>
 * <tr>
 * <td>4 KNOWN</td>
 * <td>the other process carries these amounts too, and can be asked for all</td>
 * </tr>
 * <tr>
 * <td>5 LISTENING</td>
 * <td>the successor starts, and hears: what there is can be told already</td>
 * </tr>
 * </table>
 */
final class AmountMessages {

	static final byte SNAPSHOT = 1;

	static final byte GIVEN = 2;

	static final byte LATER = 3;

	static final byte KNOWN = 4;

	static final byte LISTENING = 5;

	private AmountMessages() {
	}

}
