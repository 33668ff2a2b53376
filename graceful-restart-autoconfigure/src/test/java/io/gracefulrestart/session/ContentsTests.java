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

package io.gracefulrestart.session;

import java.io.InvalidClassException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Contents}, {@link Entry}, {@link Value} and {@link SessionFilter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContentsTests {

	private final Contents contents = new Contents(SessionFilter.of(null));

	private byte[] write(Map<String, Object> attributes) {
		return this.contents.write(attributes, (name, value) -> name.equals("excluded"), Map.of());
	}

	private Map<String, @Nullable Object> pass(Map<String, Object> attributes) {
		return this.contents.read(write(attributes), getClass().getClassLoader()).attributes();
	}

	@Test
	void valuesComeAsTheyWent() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("text", "na\u00efve \u4e2d");
		values.put("pair", "\ud83d\ude00");
		values.put("half", "\ud83d");
		values.put("boolean", true);
		values.put("byte", (byte) -1);
		values.put("short", (short) -2);
		values.put("int", -3);
		values.put("long", Long.MIN_VALUE);
		values.put("float", 1.5f);
		values.put("double", Double.NaN);
		values.put("char", '\ud83d');
		values.put("list", new ArrayList<>(List.of("a", 1)));
		assertThat(pass(values)).isEqualTo(values);
	}

	@Test
	void springSecuritysContextStays() {
		SecurityContextImpl context = new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated("ada",
				null, List.of(new SimpleGrantedAuthority("ROLE_USER"))));
		assertThat(pass(Map.of("SPRING_SECURITY_CONTEXT", context)).get("SPRING_SECURITY_CONTEXT")).isEqualTo(context);
	}

	@Test
	void whatCannotBeWrittenIsLeftOutAloneWithOneWarning(CapturedOutput output) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("thread", new Thread());
		values.put("holder", new ArrayList<>(List.of(new Thread())));
		values.put("name", "Ada");
		assertThat(pass(values)).isEqualTo(Map.of("name", "Ada"));
		pass(values);
		assertThat(output).containsOnlyOnce("Attribute 'thread' (java.lang.Thread) of sessions is lost")
			.containsOnlyOnce("Attribute 'holder' (java.util.ArrayList) of sessions is lost in the handoff: it holds a "
					+ "java.lang.Thread");
	}

	@Test
	void whatCannotBeReadIsLeftOutAlone(CapturedOutput output) {
		byte[] bytes = write(Map.of("gone", new Thing("old"), "name", "Ada"));
		// As if the next version had another name for it.
		String changed = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replace("$Thing", "$Think");
		assertThat(this.contents
			.read(changed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), getClass().getClassLoader())
			.attributes()).isEqualTo(Map.of("name", "Ada"));
		assertThat(output).contains("Attribute 'gone' (")
			.contains("Think) of sessions is lost in the handoff: this " + "version does not have the class");
	}

	@Test
	void whatIsExcludedDoesNotGo() {
		assertThat(pass(Map.of("excluded", 1, "name", "Ada"))).isEqualTo(Map.of("name", "Ada"));
	}

	@Test
	void filterLetsInWhatItNames(CapturedOutput output) {
		byte[] bytes = write(Map.of("thing", new Thing("old"), "list", new ArrayList<>(List.of(1))));
		Contents strict = new Contents(SessionFilter.of("java.**;!*"));
		assertThat(strict.read(bytes, getClass().getClassLoader()).attributes()).isEqualTo(Map.of("list", List.of(1)));
		assertThat(output).contains("Attribute 'thing'").contains("REJECTED");
	}

	@Test
	void limitsHold() throws Exception {
		List<Object> deep = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			deep = new ArrayList<>(List.of(deep));
		}
		Entry entry = Value.write(Entry.ATTRIBUTE, "deep", deep, new ObjectWriter());
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> Value.read(entry, getClass().getClassLoader(), SessionFilter.of(null)));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionFilter.of("maxdepth=many"));
	}

	@Test
	void changesAreWhatIsDifferent() {
		byte[] before = write(Map.of("same", 1, "other", 1, "gone", 1));
		byte[] after = write(Map.of("same", 1, "other", 2, "new", 1));
		byte[] changes = Contents.changes(before, after);
		assertThat(changes).isNotNull();
		Map<String, Object> expected = new LinkedHashMap<>();
		expected.put("other", 2);
		expected.put("new", 1);
		expected.put("gone", null);
		assertThat(this.contents.read(changes, getClass().getClassLoader()).attributes()).isEqualTo(expected);
		assertThat(Contents.changes(before, before)).isNull();
	}

	@Test
	void whatIsNoSessionIsRefused() {
		byte[] bytes = write(Map.of("name", "Ada"));
		assertThatIllegalArgumentException().isThrownBy(() -> Entry.read(java.util.Arrays.copyOf(bytes, 12)));
		bytes[7] = 100;
		assertThatIllegalArgumentException().isThrownBy(() -> Entry.read(bytes));
	}

	private record Thing(String name) implements Serializable {

	}

}
