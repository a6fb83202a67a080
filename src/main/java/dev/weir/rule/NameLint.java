package dev.weir.rule;

import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.FieldRef;
import dev.weir.internal.text.ClosestName;
import java.util.List;
import java.util.Objects;
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
    List<String> near = FieldNames.misspelt(name);
    if (!near.isEmpty()) {
      findings.warn(
          rule.place(field.start()),
          "ECS has no field \"" + rule.file().written(field) + "\"",
          "did you mean " + String.join(" or ", near) + "?");
    }
  }
}
