package dev.weir.rule;

import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.FieldRef;
import dev.weir.internal.text.ClosestName;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Finds misspelt names that compile: of annotations, and in {@code field(...)}. */
final class NameLint {

  private static final List<String> ANNOTATIONS =
      Stream.of(
              "id version severity riskScore description message author license guide tags"
                  + " references attack exclusion owner reason userControlled")
          .flatMap(names -> Stream.of(names.split(" ", -1)))
          .map(name -> "@" + name)
          .toList();

  /** Fields of ECS that look like misspelt fields with an accessor. */
  private static final Set<String> RIGHT =
      Set.of(
          ("event.end event.url host.mac process.end process.io process.pgid process.ppid"
                  + " process.tty process.vpid process.parent.end process.parent.pgid"
                  + " process.parent.ppid process.parent.tty process.parent.vpid source.mac"
                  + " destination.mac")
              .split(" ", -1));

  private NameLint() {}

  static void check(DrlRule rule, Findings findings) {
    for (DrlRule.Annotation annotation : rule.annotations().values()) {
      String name = "@" + annotation.name();
      String meant = ANNOTATIONS.contains(name) ? "" : ClosestName.question(name, ANNOTATIONS);
      if (!meant.isEmpty()) {
        findings.warn(rule.place(annotation.offset()), "unknown annotation " + name, meant);
      }
    }
    rule.code()
        .walk(Call.class)
        .map(FieldRef::nameIn)
        .filter(Objects::nonNull)
        .forEach(name -> check(rule, name, findings));
  }

  private static void check(DrlRule rule, Text field, Findings findings) {
    String name = field.value();
    if (FieldNames.isAccessor(name)) {
      findings.warn(
          rule.place(field.start()),
          "no event has a field \"" + name + "\"",
          "write " + name + " without field(...), or its name in ECS, with dots");
      return;
    }
    if (RIGHT.contains(name) || FieldNames.ecsNames().contains(name)) {
      return;
    }
    List<String> near =
        ClosestName.plausible(name, FieldNames.ecsNames()).stream()
            .filter(one -> ClosestName.distance(name, one) <= 2)
            .toList();
    if (!near.isEmpty()) {
      findings.warn(
          rule.place(field.start()),
          "ECS has no field \"" + rule.file().written(field) + "\"",
          "did you mean " + String.join(" or ", near) + "?");
    }
  }
}
