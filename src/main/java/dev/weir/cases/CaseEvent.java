package dev.weir.cases;

import dev.weir.internal.read.EventReader;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An event of a case: its kind, the base event of that kind, and the differences from it. */
record CaseEvent(
    String kind, Map<String, @Nullable Object> base, Map<String, @Nullable Object> differences) {

  CaseEvent with(Consumer<Map<String, @Nullable Object>> change) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(differences);
    change.accept(changed);
    return new CaseEvent(kind, base, changed);
  }

  /** The next id of a kind, such as {@code e1}. */
  static String id(String kind, Map<String, Integer> numbers) {
    return kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum));
  }

  /** The name and the events of a case in a table. */
  static void write(TableText table, String name, List<CaseEvent> events) {
    table.line(1, "- name: " + TableText.text(name));
    table.line(2, "events:");
    events.forEach(event -> table.fields(3, "- " + event.kind + ":", event.differences, 5));
  }

  /** The result of rules for events, of which nothing is expected. */
  static CaseResult run(RuleSet rules, List<CaseEvent> events) {
    List<byte[]> documents = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (CaseEvent one : events) {
      EventFields event = new EventFields(one.base);
      event.set("event.id", id(one.kind, numbers));
      one.differences.forEach(event::set);
      documents.add(EventReader.toJson(event.asMap()));
    }
    return CaseRun.of(
        rules,
        new RuleCase(
            "", "", "", 0, "", documents, List.of(), List.of(), false, Map.of(), Map.of()));
  }
}
