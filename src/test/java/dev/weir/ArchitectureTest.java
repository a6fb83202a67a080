package dev.weir;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.weir.testkit.PackageGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may use which, and who may know the libraries, the clock and the terminal. */
class ArchitectureTest {

  private static final String ROOT = "dev.weir";

  /** What an embedder or a rule author may use. Everything else is below {@code internal}. */
  private static final Set<String> API =
      Set.of("", "event", "rule", "alert", "ledger", "baseline", "cases", "explain");

  /** Code that runs by the clock. */
  private static final String[] BY_THE_CLOCK = {
    "dev.weir.internal.service..",
    "dev.weir.internal.delivery..",
    "dev.weir.internal.cli..",
    "dev.weir.internal.watch.."
  };

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            // ArchUnit's own option knows only target/test-classes
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);
  }

  @Test
  void everyPublicTypeIsApiOrInternal() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass one : classes) {
      if (one.getModifiers().contains(JavaModifier.PUBLIC)
          && !one.getPackageName().startsWith(ROOT + ".internal")) {
        packages.add(shortName(one.getPackageName()));
      }
    }

    assertThat(packages).hasSizeLessThanOrEqualTo(8).isEqualTo(new TreeSet<>(API));
  }

  @Test
  void theApiShowsNoInternalType() {
    Set<String> leaks = new TreeSet<>();
    for (JavaClass one : classes) {
      if (isApi(one)) {
        one.getCodeUnits().stream()
            .filter(ArchitectureTest::isVisible)
            .forEach(
                method ->
                    method.getAllInvolvedRawTypes().stream()
                        .filter(type -> type.getPackageName().startsWith(ROOT + ".internal"))
                        .forEach(type -> leaks.add(method.getFullName() + " " + type.getName())));
        one.getAllRawInterfaces().stream()
            .filter(type -> type.getPackageName().startsWith(ROOT + ".internal"))
            .forEach(type -> leaks.add(one.getName() + " " + type.getName()));
      }
    }

    // documented as internal: the parsed source, and what a watchdog reads
    leaks.removeIf(leak -> leak.startsWith("dev.weir.rule.RuleSet.tree("));
    leaks.removeIf(leak -> leak.startsWith("dev.weir.Detector.progress("));
    assertThat(leaks).isEmpty();
  }

  private static boolean isApi(JavaClass one) {
    return one.getModifiers().contains(JavaModifier.PUBLIC)
        && one.getPackageName().startsWith(ROOT)
        && !one.getPackageName().startsWith(ROOT + ".internal");
  }

  private static boolean isVisible(JavaCodeUnit method) {
    return method.getModifiers().contains(JavaModifier.PUBLIC)
        || method.getModifiers().contains(JavaModifier.PROTECTED);
  }

  /** A package imports what it was granted, and is granted nothing that it does not import. */
  @Test
  void packagesImportExactlyWhatTheTableSays() throws IOException {
    String table = new PackageGraph(classes).table();
    Path granted = Path.of("src", "test", "resources", "dev", "weir", "packages.txt");
    Files.writeString(Path.of("target", "packages.txt"), table);

    assertThat(Files.readString(granted))
        .as("%s; to accept the change, copy target/packages.txt there", granted)
        .isEqualTo(table);
  }

  @Test
  void theDocumentShowsThePackagesAsTheyAre() throws IOException {
    String picture = new PackageGraph(classes).picture();
    Files.writeString(Path.of("target", "packages.mmd"), picture);

    assertThat(Files.readString(Path.of("docs", "architecture.md")))
        .as("docs/architecture.md; the picture is in target/packages.mmd")
        .contains("```mermaid\n" + picture + "```");
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("(" + ROOT + "..)").should().beFreeOfCycles().check(classes);
  }

  /** There, a task that throws is reported and runs again, and a thread never ends in silence. */
  @Test
  void onlyOnePackageMakesThreads() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.internal.thread")
        .should()
        .callConstructorWhere(
            target(owner(assignableTo(Thread.class)))
                .or(target(owner(assignableTo(ThreadPoolExecutor.class))))
                .or(target(owner(assignableTo(Timer.class)))))
        .orShould()
        .callMethodWhere(target(owner(assignableTo(Executors.class))))
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
  void onlyTheseKnowKie() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.weir.rule", "dev.weir.internal.session", "dev.weir.internal.drl", "dev.weir.event")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kie..")
        .check(classes);
  }

  /** Drools' internals, its parser and the lexer that it is made of. */
  @Test
  void onlyDrlKnowsDrools() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.internal.drl")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.drools..", "org.mvel..", "com.github.javaparser..", "org.antlr..")
        .check(classes);
  }

  @Test
  void onlyTheseKnowJackson() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.weir.internal.read",
            "dev.weir.alert",
            "dev.weir.internal.service.search",
            "dev.weir.internal.service.bulk",
            "dev.weir.internal.service.monitor",
            "dev.weir.internal.service.triage",
            "dev.weir.internal.service.console",
            "dev.weir.internal.service.api",
            "dev.weir.internal.service.sink",
            "dev.weir.internal.delivery",
            "dev.weir.internal.imports",
            "dev.weir.internal.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineKnowsPicocliAndLogback() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.internal.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "ch.qos.logback..")
        .check(classes);
  }

  @Test
  void onlyStreamsKnowsKafkaStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.internal.service.streams")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka.streams..")
        .check(classes);
  }

  @Test
  void onlyTheYamlReaderKnowsSnakeYaml() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.internal.yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineExitsPrintsOrSleeps() {
    DescribedPredicate<JavaClass> others =
        DescribedPredicate.not(resideInAPackage("dev.weir.internal.cli.."));
    noClasses().that(others).should().callMethod(System.class, "exit", int.class).check(classes);
    noClasses().that(others).should().accessField(System.class, "out").check(classes);
    noClasses().that(others).should().accessField(System.class, "err").check(classes);
    noClasses().that(others).should().callMethod(Thread.class, "sleep", long.class).check(classes);
  }

  @Test
  void detectionReadsNoClock() {
    DescribedPredicate<JavaClass> core = DescribedPredicate.not(resideInAnyPackage(BY_THE_CLOCK));
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
  void everyPackageIsNullMarked() {
    Set<JavaPackage> packages = new LinkedHashSet<>();
    classes.forEach(one -> packages.add(one.getPackage()));

    assertThat(packages)
        .hasSizeGreaterThan(7)
        .allMatch(one -> one.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  private static String shortName(String name) {
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
