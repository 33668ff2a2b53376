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

package io.gracefulrestart.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a simple shell does, without being one: nothing is
 * expanded, and {@code $ * ~ | ; & < > #} mean themselves.
 *
 * <table>
 * <caption>Quoting, as in the POSIX shell</caption>
 * <tr>
 * <td>{@code java  -jar app.jar}</td>
 * <td>three words; any number of spaces, tabs and line breaks separates them</td>
 * </tr>
 * <tr>
 * <td>{@code 'a "b" \'}</td>
 * <td>one word, every character as it is: {@code a "b" \}</td>
 * </tr>
 * <tr>
 * <td>{@code "a 'b' \" \\ \n"}</td>
 * <td>one word, in which a backslash quotes <code>" \ $ `</code> only:
 * {@code a 'b' " \ \n}</td>
 * </tr>
 * <tr>
 * <td>{@code a\ b}</td>
 * <td>one word: {@code a b}; a backslash before a line break is dropped with it</td>
 * </tr>
 * <tr>
 * <td>{@code -Da='x y'z ''}</td>
 * <td>two words: {@code -Da=x yz} and an empty one</td>
 * </tr>
 * </table>
 */
final class CommandWords {

	private static final char NONE = 0;

	private static final String QUOTED_IN_DOUBLE = "\"\\$`";

	private final String command;

	private final List<String> words = new ArrayList<>();

	private final StringBuilder word = new StringBuilder();

	private boolean begun;

	private CommandWords(String command) {
		this.command = command;
	}

	/**
	 * Split a command.
	 * @param command the command
	 * @return its words, none if it is blank
	 * @throws IllegalArgumentException if a quote is not closed, or a backslash ends it
	 */
	static List<String> split(String command) {
		return new CommandWords(command).split();
	}

	private List<String> split() {
		char quote = NONE;
		for (int i = 0; i < this.command.length(); i++) {
			char character = this.command.charAt(i);
			if (character == '\\' && quote != '\'') {
				quoted(next(++i), quote);
			}
			else if (character == quote) {
				quote = NONE;
			}
			else if (quote == NONE && (character == '\'' || character == '"')) {
				quote = character;
				this.begun = true;
			}
			else if (quote == NONE && Character.isWhitespace(character)) {
				endWord();
			}
			else {
				add(character);
			}
		}
		if (quote != NONE) {
			throw new IllegalArgumentException("Command has no closing " + quote + ": " + this.command);
		}
		endWord();
		return this.words;
	}

	private char next(int index) {
		if (index == this.command.length()) {
			throw new IllegalArgumentException("Command ends with a backslash: " + this.command);
		}
		return this.command.charAt(index);
	}

	private void quoted(char character, char quote) {
		if (character == '\n') {
			return;
		}
		if (quote == '"' && QUOTED_IN_DOUBLE.indexOf(character) < 0) {
			add('\\');
		}
		add(character);
	}

	private void add(char character) {
		this.word.append(character);
		this.begun = true;
	}

	private void endWord() {
		if (this.begun) {
			this.words.add(this.word.toString());
			this.word.setLength(0);
			this.begun = false;
		}
	}

}
