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

package io.gracefulrestart.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that the configuration processor makes of
 * {@link GracefulRestartProperties}.
 */
class PropertyMetadataTests {

	private final List<JsonNode> properties = properties();

	@Test
	void everyPropertyIsThere() {
		assertThat(this.properties.stream().map((property) -> property.get("name").asString()))
			.containsExactlyInAnyOrder("graceful-restart.enabled", "graceful-restart.listener.mode",
					"graceful-restart.handoff.enabled", "graceful-restart.handoff.takeover",
					"graceful-restart.handoff.socket", "graceful-restart.handoff.ready-timeout",
					"graceful-restart.handoff.warm-up-path", "graceful-restart.handoff.connections",
					"graceful-restart.handoff.probation", "graceful-restart.handoff.checks",
					"graceful-restart.handoff.check-timeout", "graceful-restart.drain.delay",
					"graceful-restart.drain.timeout", "graceful-restart.drain.keep-alive-grace",
					"graceful-restart.drain.stream-types", "graceful-restart.drain.streams-timeout",
					"graceful-restart.drain.spread", "graceful-restart.drain.web-socket-close-code",
					"graceful-restart.drain.stop-timeout", "graceful-restart.lifecycle.serving-only",
					"graceful-restart.restart.signal", "graceful-restart.restart.command", "graceful-restart.pid-file",
					"graceful-restart.supervisor.enabled", "graceful-restart.supervisor.fd-store",
					"graceful-restart.supervisor.start-timeout", "graceful-restart.state.enabled",
					"graceful-restart.state.timeout", "graceful-restart.state.max-size",
					"graceful-restart.state.sessions", "graceful-restart.state.sessions-filter");
	}

	@Test
	void everyPropertyHasADescription() {
		assertThat(this.properties).allSatisfy((property) -> {
			String description = property.path("description").asString("");
			assertThat(description).as(property.get("name").asString()).endsWith(".").doesNotStartWith("The ");
			if (property.get("type").asString().equals("java.lang.Boolean")) {
				assertThat(description).startsWith("Whether ");
			}
		});
	}

	@Test
	void everyPropertyButThoseThatDependOnOthersAndTheListsHasADefault() {
		Set<String> without = this.properties.stream()
			.filter((property) -> !property.has("defaultValue"))
			.map((property) -> property.get("name").asString())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(without).containsExactly("graceful-restart.drain.stop-timeout",
				"graceful-restart.drain.stream-types", "graceful-restart.drain.timeout",
				"graceful-restart.handoff.checks", "graceful-restart.handoff.socket",
				"graceful-restart.lifecycle.serving-only", "graceful-restart.pid-file",
				"graceful-restart.restart.command", "graceful-restart.state.sessions-filter");
	}

	@Test
	void everyNameIsCanonical() {
		assertThat(this.properties).allSatisfy(
				(property) -> assertThat(ConfigurationPropertyName.isValid(property.get("name").asString())).isTrue());
	}

	private static List<JsonNode> properties() {
		try (InputStream in = GracefulRestartProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(in).as("made by spring-boot-configuration-processor").isNotNull();
			return JsonMapper.builder()
				.build()
				.readTree(in)
				.get("properties")
				.valueStream()
				.filter((property) -> property.get("name").asString().startsWith("graceful-restart."))
				.toList();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
