package dev.weir.internal.eql;

import dev.weir.internal.text.SafeText;
import java.util.ArrayList;
import java.util.List;

/** Writes the patterns of a rule: what one event must meet. */
final class PatternWriter {

  private final EqlQuery query;
  private final ImportedRule rule;

  PatternWriter(EqlQuery query, ImportedRule rule) {
    this.query = query;
    this.rule = rule;
  }

  /** A pattern of a type of facts with the conditions of a stage, and more of them. */
  String pattern(String type, EqlQuery.Stage stage, List<String> more) throws EqlException {
    List<String> conditions = new ArrayList<>();
    if (stage.category() != null) {
      String category = SafeText.literal(stage.category());
      conditions.add(
          DrlLines.CONDITION
              + OperandWriter.field(rule.categoryField())
              + ".has("
              + category
              + ")");
    }
    if (!rule.indices().isEmpty()) {
      String patterns = ConditionWriter.list(rule.indices());
      conditions.add(DrlLines.wrap("fromIndex(" + patterns + ")", DrlLines.CONDITION));
    }
    conditions.addAll(new ConditionWriter(query).conditions(stage.condition()));
    more.forEach(one -> conditions.add(DrlLines.wrap(one, DrlLines.CONDITION)));
    return of(type, conditions);
  }

  static String of(String type, List<String> conditions) {
    return conditions.isEmpty() ? type + "()" : type + "(\n" + String.join(",\n", conditions) + ")";
  }
}
