package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.CaseResult;
import dev.weir.cases.CaseRun;
import dev.weir.cases.RuleCase;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An attack for every alternative and every value of every exclusion, which puts on what it can:
 * arguments, names and folders; and in a container, where its root owns all files, the paths, too.
 */
class RiddenExclusionsTest {

  private static final String ATTACK =
      "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/role";

  /** What an intruder has. */
  enum Intruder {
    USER,
    ROOT_OF_A_CONTAINER
  }

  /** One way to meet an exclusion, by the fields that it needs. */
  record Ride(String exclusion, Map<String, Object> fields) {}

  @ParameterizedTest
  @EnumSource
  void noExclusionOfTheCloudPackCanBeRidden(Intruder intruder) {
    List<Ride> rides = rides(CloudPack.get(), intruder);

    assertThat(rides).hasSizeGreaterThan(100);
    for (Ride ride : rides) {
      CaseResult result = attack(CloudPack.get(), ride);
      assertThat(result.excludedBy()).as(ride.toString()).isEmpty();
      assertThat(result.alerts().keySet())
          .as(ride.toString())
          .anyMatch(rule -> CloudPack.get().rules().get(rule).riskScore() >= 47);
    }
  }

  /** Root can start an agent's interpreter so that the agent's script is only an argument. */
  @ParameterizedTest
  @CsvSource({
    "/usr/bin/python3, -W /usr/bin/cloud-init evil.py",
    "/usr/bin/python3, -X /usr/bin/cloud-init evil.py",
    "/usr/bin/python3, -uW /usr/bin/cloud-init evil.py",
    "/usr/bin/python3, - /usr/bin/cloud-init",
    "/usr/bin/python3, -cimport_evil /usr/bin/cloud-init",
    "/usr/bin/python3, -mevil /usr/bin/cloud-init",
    "/usr/bin/bash, -s /home/kubernetes/bin/configure.sh",
    "/usr/bin/bash, -es /home/kubernetes/bin/configure.sh",
    "/usr/bin/bash, --rcfile /home/kubernetes/bin/configure.sh evil",
    "/usr/bin/bash, -o /home/kubernetes/bin/configure.sh evil"
  })
  void anAgentsScriptThatIsOnlyAnArgumentExcludesNothing(String interpreter, String arguments) {
    List<String> args = new ArrayList<>(List.of("agent"));
    args.addAll(List.of(arguments.split(" ")));
    Map<String, Object> parent =
        Map.of(
            "process.parent.executable",
            interpreter,
            "process.parent.args",
            args,
            "user.name",
            "root",
            "user.id",
            "0");

    assertThat(attack(CloudPack.get(), new Ride("", parent)).excludedBy()).isEmpty();
  }

  /** The pack keeps the meaning of a public rule, which trusts working directories. */
  @Test
  void ofTheDefaultPackOnlyTheExclusionByFolderCanBeRiddenByAnyUser() {
    assertThat(ridden(ShippedRules.get(), Intruder.USER))
        .containsExactly("Known agents by working directory");
  }

  /** The public rule knows no containers. */
  @Test
  void inContainersAllOfTheDefaultPackCanBeRidden() {
    assertThat(ridden(ShippedRules.get(), Intruder.ROOT_OF_A_CONTAINER))
        .isEqualTo(exclusions(ShippedRules.get()));
  }

  @Test
  void noShippedExclusionRestsOnWhatUsersSetUnnoticed() {
    assertThat(RuleLint.check(ShippedRules.get(), Instant.EPOCH)).isEmpty();
    assertThat(ShippedRules.get().tree().rules())
        .filteredOn(rule -> rule.annotations().containsKey("userControlled"))
        .extracting(DrlRule::name)
        .containsExactly("Known agents by working directory");
    assertThat(CloudPack.get().tree().rules())
        .noneMatch(rule -> rule.annotations().containsKey("userControlled"));
  }

  private static Set<String> ridden(RuleSet rules, Intruder intruder) {
    Set<String> ridden = new TreeSet<>();
    for (Ride ride : rides(rules, intruder)) {
      ridden.addAll(attack(rules, ride).excludedBy());
    }
    return ridden;
  }

  private static Set<String> exclusions(RuleSet rules) {
    Set<String> names = new TreeSet<>();
    rules.tree().rules().stream()
        .filter(DrlRule::isExclusion)
        .forEach(rule -> names.add(rule.name()));
    return names;
  }

  private static CaseResult attack(RuleSet rules, Ride ride) {
    Step exec =
        Step.exec("e1", 0)
            .with("process.entity_id", "x1")
            .with("process.command_line", ATTACK)
            .with("process.args", List.of(ATTACK.split(" ")))
            .with("user.name", "app")
            .with("user.id", "1000");
    Step asks = Step.connection("n1", 5).with("process.entity_id", "x1");
    asks.with("process.name", "curl").with("process.executable", "/usr/bin/curl");
    ride.fields().forEach(exec::with);
    // a connection tells these, too, and no arguments
    ride.fields()
        .forEach(
            (field, value) -> {
              if (!field.contains("args") && !field.contains("command_line")) {
                asks.with(field, value);
              }
            });
    List<byte[]> events = List.of(exec.json(), asks.json());
    return CaseRun.of(
        rules,
        new RuleCase("", "", "", 0, "", events, List.of(), List.of(), true, Map.of(), Map.of()));
  }

  private static List<Ride> rides(RuleSet rules, Intruder intruder) {
    List<Ride> rides = new ArrayList<>();
    for (DrlRule rule : rules.tree().rules()) {
      if (rule.isExclusion()) {
        for (List<Condition> way : Condition.alternatives(rule.patterns().get(0).conditions())) {
          int values =
              way.stream().mapToInt(test -> Math.max(1, values(test).size())).max().orElse(1);
          for (int i = 0; i < values; i++) {
            rides.add(new Ride(rule.name(), fields(way, i, intruder)));
          }
        }
      }
    }
    return rides;
  }

  private static Map<String, Object> fields(List<Condition> way, int number, Intruder intruder) {
    Map<String, Object> fields = new TreeMap<>();
    if (intruder == Intruder.ROOT_OF_A_CONTAINER) {
      fields.put("container.id", "c1");
      fields.put("container.image.name", "shop:1");
      fields.put("user.name", "root");
      fields.put("user.id", "0");
    }
    for (Condition test : way) {
      List<Text> values = values(test);
      if (test.kind() == Kind.NOT || values.isEmpty()) {
        continue;
      }
      String value = values.get(number % values.size()).value().replace('*', 'x').replace('?', 'C');
      String field = test.test() == null ? script(test) : FieldNames.ecs(test.test().field());
      boolean kernels =
          field.endsWith("executable")
              || field.startsWith("user.")
              || field.startsWith("container.");
      if (field.endsWith("args")) {
        fields.put(field, List.of("sh", value, ATTACK));
        fields.put(field.replace("args", "command_line"), "sh " + value + " " + ATTACK);
      } else if (!kernels
          || isCommon(value)
          || (intruder == Intruder.ROOT_OF_A_CONTAINER && field.endsWith("executable"))) {
        fields.put(field, value);
      }
    }
    return fields;
  }

  /** Any user can run an interpreter. */
  private static boolean isCommon(String executable) {
    return executable.matches(
        "(/usr)?/bin/(python3.*|bash|dash|sh)|/usr/libexec/platform-python.*");
  }

  /** {@code scriptOf(this)} reads the arguments. */
  private static String script(Condition test) {
    return test.text().startsWith("parentScriptOf") ? "process.parent.args" : "process.args";
  }

  private static List<Text> values(Condition test) {
    FieldTest field = test.test();
    if (field != null) {
      return field.values();
    }
    return test.text().matches("(parentS|s)criptOf\\(this\\)\\.like\\(.*")
            && test.expression() instanceof Call call
        ? call.arguments().stream().map(Text.class::cast).toList()
        : List.of();
  }
}
