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

package io.gracefulrestart.test.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests in {@code docs/kubernetes}: they can be read, and their times fit
 * together as {@code docs/supervisors.md} says.
 */
class KubernetesManifestTests {

	private static final Path DIRECTORY = Path.of("../docs/kubernetes");

	@ParameterizedTest
	@ValueSource(strings = { "deployment.yaml", "restart-in-pod.yaml" })
	void timesFitTogether(String name) throws IOException {
		Map<?, ?> pod = map(map(map(workload(name), "spec"), "template"), "spec");
		Map<?, ?> container = (Map<?, ?>) list(pod, "containers").get(0);
		Map<String, String> variables = variables(container);
		long grace = ((Number) pod.get("terminationGracePeriodSeconds")).longValue();
		long delay = seconds(variables.get("GRACEFUL_RESTART_DRAIN_DELAY"));
		long timeout = seconds(variables.get("GRACEFUL_RESTART_DRAIN_TIMEOUT"));
		assertThat(delay).isGreaterThan(detection(map(container, "readinessProbe")));
		assertThat(grace).isGreaterThan(delay + timeout);
		assertThat(seconds(variables.get("GRACEFUL_RESTART_DRAIN_STOP_TIMEOUT"))).isEqualTo(grace);
		assertThat(detection(map(container, "startupProbe"))).isGreaterThanOrEqualTo(60);
		assertThat(container.containsKey("lifecycle")).as("preStop").isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "deployment.yaml", "restart-in-pod.yaml" })
	void probesAndServicesNamePortsThatAreThere(String name) throws IOException {
		Map<?, ?> pod = map(map(map(workload(name), "spec"), "template"), "spec");
		Map<?, ?> container = (Map<?, ?>) list(pod, "containers").get(0);
		List<Object> ports = list(container, "ports").stream()
			.map((port) -> (Object) ((Map<?, ?>) port).get("name"))
			.toList();
		assertThat(container.entrySet().stream().filter((entry) -> entry.getKey().toString().endsWith("Probe")))
			.isNotEmpty()
			.allSatisfy(
					(probe) -> assertThat(ports).contains(map((Map<?, ?>) probe.getValue(), "httpGet").get("port")));
		for (Map<?, ?> document : documents(name)) {
			if (document.get("kind").equals("Service")) {
				assertThat(list(map(document, "spec"), "ports"))
					.allSatisfy((port) -> assertThat(ports).contains(((Map<?, ?>) port).get("targetPort")));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = "restart-in-pod.yaml")
	void memoryIsForTwo(String name) throws IOException {
		Map<?, ?> pod = map(map(map(workload(name), "spec"), "template"), "spec");
		Map<?, ?> container = (Map<?, ?>) list(pod, "containers").get(0);
		assertThat(map(map(container, "resources"), "limits").get("memory")).isEqualTo("1Gi");
		assertThat(list(container, "args").contains("-Xmx256m")).isTrue();
		assertThat(list(container, "command").get(0)).isEqualTo("supervise");
	}

	// periodSeconds, failureThreshold: how long until a probe counts.
	private static long detection(Map<?, ?> probe) {
		return ((Number) probe.get("periodSeconds")).longValue() * ((Number) probe.get("failureThreshold")).longValue();
	}

	private static long seconds(String duration) {
		return DurationStyle.detectAndParse(duration).toSeconds();
	}

	private static Map<String, String> variables(Map<?, ?> container) {
		return list(container, "env").stream()
			.map((variable) -> (Map<?, ?>) variable)
			.collect(Collectors.toMap((variable) -> (String) variable.get("name"),
					(variable) -> (String) variable.get("value")));
	}

	private static Map<?, ?> workload(String name) throws IOException {
		return documents(name).stream()
			.filter((document) -> !document.get("kind").equals("Service"))
			.findFirst()
			.orElseThrow();
	}

	private static List<Map<?, ?>> documents(String name) throws IOException {
		List<Map<?, ?>> documents = new ArrayList<>();
		Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
		yaml.loadAll(Files.readString(DIRECTORY.resolve(name)))
			.forEach((document) -> documents.add((Map<?, ?>) document));
		assertThat(documents).isNotEmpty()
			.allSatisfy((document) -> assertThat(map(document, "metadata").get("name")).isEqualTo("shop"));
		return documents;
	}

	private static Map<?, ?> map(Map<?, ?> parent, String key) {
		assertThat(parent.get(key)).as(key).isInstanceOf(Map.class);
		return (Map<?, ?>) parent.get(key);
	}

	private static List<?> list(Map<?, ?> parent, String key) {
		assertThat(parent.get(key)).as(key).isInstanceOf(List.class);
		return (List<?>) parent.get(key);
	}

}
