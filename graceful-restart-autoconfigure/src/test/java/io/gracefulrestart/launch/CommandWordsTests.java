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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CommandWords}.
 */
class CommandWordsTests {

	@Test
	void spacesTabsAndLineBreaksSeparateWords() {
		assertThat(CommandWords.split(" java \t -jar\n\napp.jar ")).containsExactly("java", "-jar", "app.jar");
		assertThat(CommandWords.split(" \n")).isEmpty();
		assertThat(CommandWords.split("")).isEmpty();
	}

	@Test
	void examplesOfTheTableAreTrue() {
		assertThat(CommandWords.split("'a \"b\" \\'")).containsExactly("a \"b\" \\");
		assertThat(CommandWords.split("\"a 'b' \\\" \\\\ \\n\"")).containsExactly("a 'b' \" \\ \\n");
		assertThat(CommandWords.split("a\\ b")).containsExactly("a b");
		assertThat(CommandWords.split("a\\\nb")).containsExactly("ab");
		assertThat(CommandWords.split("-Da='x y'z ''")).containsExactly("-Da=x yz", "");
	}

	@Test
	void nothingIsExpanded() {
		assertThat(CommandWords.split("$HOME ~ *.jar a|b c;d & <e >f #g `h`")).containsExactly("$HOME", "~", "*.jar",
				"a|b", "c;d", "&", "<e", ">f", "#g", "`h`");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'a  b' \"c\\\"d\" e\\ f", "''a\"\" \"\" ''", "\"\\a\\\\\\`\\$\" \\a \\\\ '\\'",
			"a\\\n b \"c\\\nd\"", "\"'\" '\"' \"a\"'b'c", "'line\nbreak' \"line\nbreak\"", "\\' \\\"", "-Dü='ä ö'" })
	void wordsAreThoseOfAShell(String command) throws Exception {
		assertThat(CommandWords.split(command)).isEqualTo(shell(command));
	}

	@Test
	void quoteThatIsNotClosedIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandWords.split("java 'a b"))
			.withMessage("Command has no closing ': java 'a b");
		assertThatIllegalArgumentException().isThrownBy(() -> CommandWords.split("java \"a\\\""))
			.withMessage("Command has no closing \": java \"a\\\"");
		assertThatIllegalArgumentException().isThrownBy(() -> CommandWords.split("java \\"))
			.withMessage("Command ends with a backslash: java \\");
	}

	private static List<String> shell(String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
		try (OutputStream input = process.getOutputStream()) {
			input.write(("printf '%s\\0' " + command + "\n").getBytes(StandardCharsets.UTF_8));
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		List<String> words = new ArrayList<>(Arrays.asList(output.split("\0", -1)));
		words.remove(words.size() - 1);
		return words;
	}

}
