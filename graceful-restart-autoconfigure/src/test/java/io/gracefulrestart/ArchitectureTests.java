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

package io.gracefulrestart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the list of packages true: who may use whom, and who sees which library.
 */
class ArchitectureTests {

	private static final String ROOT = "io.gracefulrestart";

	/** What each package may use of ours, besides itself. */
	private static final Map<String, Set<String>> MAY_USE = mayUse();

	/** Single values that are seen from a package beyond what it may use. */
	private static final Map<String, Set<String>> MAY_SEE = Map.of("actuate",
			Set.of(ROOT + ".handoff.HandoffRecord", ROOT + ".handoff.HandoffOutcome", ROOT + ".handoff.HandoffPhase",
					ROOT + ".handoff.Progress", ROOT + ".fd.AddressText", ROOT + ".fd.NativeSupport",
					ROOT + ".supervisor.SupervisorReport"));

	private static final String[] FREE_OF_SPRING = packages("time", "fd", "drain", "listener", "connection", "state",
			"meters", "session", "supervisor", "launch", "handoff", "lifecycle");

	/** The API in the root package is seen by those who talk to the user. */
	private static final String[] BELOW_THE_API = packages("time", "fd", "drain", "listener", "connection",
			"supervisor", "launch", "handoff");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	private static Map<String, Set<String>> mayUse() {
		Map<String, Set<String>> table = new TreeMap<>();
		table.put("time", Set.of());
		table.put("fd", Set.of("time"));
		table.put("drain", Set.of("time"));
		table.put("listener", Set.of("time", "fd"));
		table.put("connection", Set.of("time", "fd"));
		table.put("state", Set.of("time", "fd"));
		table.put("supervisor", Set.of("time", "fd", "listener"));
		table.put("launch", Set.of("time", "fd"));
		table.put("handoff", Set.of("time", "connection", "fd"));
		table.put("tomcat", Set.of("time", "listener", "connection", "drain"));
		table.put("session", Set.of("time", "state"));
		table.put("web", Set.of("time", "drain"));
		table.put("meters", Set.of("state"));
		table.put("logging", Set.of());
		table.put("lifecycle",
				Set.of("time", "handoff", "listener", "connection", "drain", "supervisor", "launch", "state", "fd"));
		table.put("actuate", Set.of("time", "lifecycle", "listener", "connection", "drain"));
		Set<String> all = new TreeSet<>(table.keySet());
		table.put("autoconfigure", all);
		return table;
	}

	static Stream<String> table() {
		return MAY_USE.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("table")
	void packageUsesNoOtherThanTheTableSays(String name) {
		List<String> allowed = Stream.concat(Stream.of(name), MAY_USE.get(name).stream()).toList();
		Set<String> values = MAY_SEE.getOrDefault(name, Set.of());
		DescribedPredicate<JavaClass> others = Predicates
			.resideInAnyPackage(packages(
					MAY_USE.keySet().stream().filter((other) -> !allowed.contains(other)).toArray(String[]::new)))
			.and(DescribedPredicate.describe("values", (type) -> !values.contains(type.getName())));
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideInAnyPackage(packages(name)))
			.should()
			.dependOnClassesThat(others.as("are in packages other than " + allowed + " and not in " + values))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsInTheTable() {
		Set<String> unknown = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			if (!type.getPackageName().equals(ROOT)) {
				unknown.add(type.getPackageName().substring(ROOT.length() + 1).split("\\.", 2)[0]);
			}
		}
		unknown.removeAll(MAY_USE.keySet());
		assertThat(unknown).isEmpty();
	}

	@Test
	void packagesDoNotUseEachOtherInCircles() {
		SlicesRuleDefinition.slices()
			.matching(ROOT + ".(*)..")
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void apiUsesNothingButItself() {
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideInAPackage(ROOT))
			.should()
			.dependOnClassesThat(Predicates.resideInAnyPackage(packages(MAY_USE.keySet().toArray(String[]::new))))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void apiIsNotSeenFromBelow() {
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideInAnyPackage(BELOW_THE_API))
			.should()
			.dependOnClassesThat(Predicates.resideInAPackage(ROOT))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void onlyDescriptorsSeeNativeCode() {
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideOutsideOfPackages(packages("fd")))
			.should()
			.dependOnClassesThat(Predicates.resideInAnyPackage("jnr..", "com.kenai.."))
			.check(CLASSES);
	}

	@Test
	void onlyTomcatAndTheWiringSeeTomcat() {
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideOutsideOfPackages(packages("tomcat", "session", "autoconfigure")))
			.should()
			.dependOnClassesThat(Predicates.resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..",
					"org.apache.tomcat.."))
			.check(CLASSES);
	}

	@Test
	void whatIsNotAboutTheWebServerIsFreeOfSpring() {
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideInAnyPackage(FREE_OF_SPRING))
			.should()
			.dependOnClassesThat(Predicates.resideInAPackage("org.springframework.."))
			.check(CLASSES);
	}

	@Test
	void tomcatSeesOfSpringOnlyItsWebParts() {
		DescribedPredicate<JavaClass> allowed = Predicates.resideInAnyPackage("org.springframework.boot.tomcat..",
				"org.springframework.boot.web..", "org.springframework.web..");
		ArchRuleDefinition.noClasses()
			.that(Predicates.resideInAnyPackage(packages("tomcat")))
			.should()
			.dependOnClassesThat(
					Predicates.resideInAPackage("org.springframework..").and(DescribedPredicate.not(allowed)))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void everyPackageSaysThatNothingIsNullUnlessItSaysSo() {
		ArchRuleDefinition.classes().should(new BeInNullMarkedPackage()).check(CLASSES);
	}

	private static String[] packages(String... names) {
		return Stream.of(names).map((name) -> ROOT + "." + name + "..").toArray(String[]::new);
	}

}
