package dev.weir;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages keep to the table in the design: who may import whom. */
class ArchitectureTest {

  private static final String ROOT = "dev.weir";

  /** A package to those of ours it may import. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("event", Set.of()),
          Map.entry("rule", Set.of("event")),
          Map.entry("baseline", Set.of("event")),
          Map.entry("read", Set.of("event")),
          Map.entry("order", Set.of("event")),
          Map.entry("alert", Set.of("rule", "event")),
          Map.entry("session", Set.of("rule", "alert", "baseline", "event")),
          Map.entry("health", Set.of()),
          Map.entry("search", Set.of("health")),
          Map.entry("source", Set.of("read", "search", "health")),
          Map.entry("http", Set.of("health")),
          Map.entry("bulk", Set.of("source", "http", "health")),
          Map.entry("sink", Set.of("search", "health")),
          Map.entry("store", Set.of("health")),
          Map.entry(
              "service",
              Set.of(
                  "",
                  "store",
                  "source",
                  "sink",
                  "bulk",
                  "http",
                  "health",
                  "monitor",
                  "reload",
                  "ledger",
                  "baseline",
                  "read",
                  "alert",
                  "rule",
                  "event")),
          Map.entry("monitor", Set.of("", "health", "store", "read", "alert", "event")),
          Map.entry("streams", Set.of("", "monitor", "health", "read", "alert", "rule", "event")),
          Map.entry("ledger", Set.of("alert", "rule", "event")),
          Map.entry(
              "",
              Set.of("ledger", "session", "order", "read", "alert", "baseline", "rule", "event")),
          Map.entry("reload", Set.of("", "rule")),
          Map.entry("publish", Set.of("rule", "health")),
          Map.entry("explain", Set.of("session", "order", "read", "alert", "rule", "event")),
          Map.entry(
              "cases",
              Set.of("", "explain", "session", "reload", "read", "alert", "rule", "event")));

  /** What runs a service, which lives by the clock. */
  private static final String[] SERVICE = {
    "dev.weir.app",
    "dev.weir.source",
    "dev.weir.sink",
    "dev.weir.bulk",
    "dev.weir.http",
    "dev.weir.search",
    "dev.weir.store",
    "dev.weir.service",
    "dev.weir.health"
  };

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            // ArchUnit's own option knows target/test-classes, but not that of another build
            // directory
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);
  }

  @Test
  void thePackagesAreThoseOfTheTable() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(one -> packages.add(one.getPackageName()));

    assertThat(packages)
        .contains("dev.weir", "dev.weir.event", "dev.weir.session", "dev.weir.app")
        .allMatch(name -> name.equals("dev.weir.app") || MAY_IMPORT.containsKey(shortName(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "event",
        "rule",
        "baseline",
        "read",
        "order",
        "alert",
        "ledger",
        "session",
        "source",
        "sink",
        "explain",
        "reload",
        "publish",
        "cases",
        "health",
        "search",
        "http",
        "bulk",
        "store",
        "service",
        "monitor",
        "streams"
      })
  void aPackageImportsOnlyWhatTheTableSays(String name) {
    Set<String> allowed = new LinkedHashSet<>(Set.of(fullName(name)));
    MAY_IMPORT.get(name).forEach(other -> allowed.add(fullName(other)));

    noClasses()
        .that()
        .resideInAPackage(fullName(name))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new)))))
        .check(classes);
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyRuleAndSessionKnowDrools() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.weir.rule", "dev.weir.session", "dev.weir.event")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kie..", "org.drools..")
        .check(classes);
  }

  @Test
  void factsKnowOnlyTheAnnotationsOfKie() {
    noClasses()
        .that()
        .resideInAPackage("dev.weir.event")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.kie..", "org.drools..")
                .and(DescribedPredicate.not(resideInAPackage("org.kie.api.definition.type"))))
        .check(classes);
  }

  @Test
  void onlyRuleNetworkKnowsTheInternalsOfDrools() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.weir.session.RuleNetwork")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.drools.core..", "org.drools.base..")
        .check(classes);
  }

  @Test
  void onlyReadAlertAndAppKnowJackson() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.weir.read",
            "dev.weir.alert",
            "dev.weir.search",
            "dev.weir.bulk",
            "dev.weir.publish",
            "dev.weir.app")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
        .check(classes);
  }

  @Test
  void onlyAppKnowsTheCommandLineAndTheLogger() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.app")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "ch.qos.logback..")
        .check(classes);
  }

  @Test
  void onlyStreamsKnowsKafkaStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.streams")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka.streams..")
        .check(classes);
  }

  @Test
  void onlyCasesAndAppKnowYaml() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.weir.cases", "dev.weir.app")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(classes);
  }

  @Test
  void nothingImportsApp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.weir.app..")
        .check(classes);
  }

  @Test
  void onlyAppExitsOrPrints() {
    DescribedPredicate<JavaClass> core = DescribedPredicate.not(resideInAPackage("dev.weir.app"));
    noClasses().that(core).should().callMethod(System.class, "exit", int.class).check(classes);
    noClasses().that(core).should().accessField(System.class, "out").check(classes);
    noClasses().that(core).should().accessField(System.class, "err").check(classes);
  }

  @Test
  void theCoreLooksAtNoClockAndNeverWaits() {
    DescribedPredicate<JavaClass> core = DescribedPredicate.not(resideInAnyPackage(SERVICE));
    noClasses().that(core).should().callMethod(System.class, "currentTimeMillis").check(classes);
    noClasses().that(core).should().callMethod(Instant.class, "now").check(classes);
    noClasses()
        .that(core)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(classes);
  }

  @Test
  void onlyAppSleeps() {
    DescribedPredicate<JavaClass> others = DescribedPredicate.not(resideInAPackage("dev.weir.app"));
    noClasses().that(others).should().callMethod(Thread.class, "sleep", long.class).check(classes);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<JavaPackage> packages = new LinkedHashSet<>();
    classes.forEach(one -> packages.add(one.getPackage()));

    assertThat(packages)
        .hasSizeGreaterThan(7)
        .allMatch(one -> one.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  private static String fullName(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  private static String shortName(String name) {
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
