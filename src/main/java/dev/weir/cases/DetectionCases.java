package dev.weir.cases;

import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cases of a new detection: events that meet all conditions, once by each value, and near
 * misses, of which one condition fails. Two events also come too late, out of order, and of another
 * host or parent.
 */
final class DetectionCases {

  /** What two events share. */
  private static final List<String> KEYS = List.of("host.id", "process.parent.entity_id");

  private final DetectionText detection;
  private final RuleSet rules;
  private final List<CaseEvent> events = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final TableText table = new TableText();
  private final Set<String> names = new HashSet<>();
  private final Map<String, CaseEvent> shared = new LinkedHashMap<>();

  private DetectionCases(DetectionText detection, RuleSet rules, BaseEvents base) {
    this.detection = detection;
    this.rules = rules.withSharedBase();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (List<FieldCondition> step : steps()) {
      String kind = DetectionText.type(step).equals("NetworkEvent") ? "net" : "exec";
      Map<String, @Nullable Object> found = base.find(kind);
      if (found == null) {
        throw new IllegalArgumentException(
            CaseTable.BASE + " has no \"" + kind + "\" to base the cases on");
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      if (!detection.second().isEmpty()) {
        fields.put(EventFields.MILLIS, events.isEmpty() ? 0L : Math.min(10, span()));
      }
      step.stream()
          .map(FieldCondition::field)
          .distinct()
          .forEach(field -> fields.put(field, SampleValues.match(step, field)));
      if (!detection.second().isEmpty()) {
        List<FieldCondition> both = steps().stream().flatMap(List::stream).toList();
        KEYS.stream()
            .filter(key -> both.stream().anyMatch(one -> one.field().equals(key)))
            .forEach(key -> fields.put(key, SampleValues.match(both, key)));
      }
      events.add(new CaseEvent(kind, found, fields));
      ids.add(CaseEvent.id(kind, numbers));
    }
    for (CaseEvent event : events) { // what all events of a kind have
      shared.merge(
          event.kind(),
          event,
          (one, other) -> one.with(f -> f.entrySet().retainAll(other.differences().entrySet())));
    }
    shared.values().removeIf(event -> event.differences().isEmpty());
  }

  /** The text of the case table. */
  static String yaml(DetectionText detection, RuleSet rules, BaseEvents base) {
    DetectionCases cases = new DetectionCases(detection, rules, base);
    cases.write();
    return cases.table.toString();
  }

  private List<List<FieldCondition>> steps() {
    return Stream.of(detection.first(), detection.second()).filter(s -> !s.isEmpty()).toList();
  }

  private long span() {
    return detection.span().toMillis();
  }

  private void write() {
    table.line(0, "# The detection " + SafeText.literal(detection.name()));
    table.line(0, "detections: " + TableText.value(List.of(detection.name())));
    if (!shared.isEmpty()) {
      table.line(0, "base:");
      shared.forEach((kind, event) -> table.fields(1, kind + ":", event.differences(), 2));
    }
    table.line(0, "cases:");
    hit("all conditions hold", events);
    for (int i = 0; i < events.size(); i++) {
      for (FieldCondition one : steps().get(i)) {
        writeValues(i, one);
      }
    }
    for (int i = 0; i < events.size(); i++) {
      for (FieldCondition one : steps().get(i)) {
        if (!one.negated()) {
          miss(title(i, "not ", one), changed(i, one.field(), SampleValues.another(one)));
        }
      }
    }
    if (!detection.second().isEmpty()) {
      writeJoin();
    }
  }

  private String title(int event, String what, Object condition) {
    String which = events.size() == 1 ? "" : event == 0 ? "first event: " : "second event: ";
    return which + what + condition;
  }

  /** A case for each further value: it alone decides; and for each value that must not be. */
  private void writeValues(int event, FieldCondition one) {
    List<FieldCondition> step = steps().get(event);
    String used = String.valueOf(events.get(event).differences().get(one.field()));
    for (String value : one.values()) {
      String sample = one.sample(value);
      List<CaseEvent> some = changed(event, one.field(), EventFields.text(sample));
      String name = title(event, one.field() + " is ", sample);
      if (one.negated()) {
        miss(name, some);
      } else if (!sample.equals(used) && SampleValues.holdAll(step, one.field(), sample)) {
        hit(name, some);
      }
    }
  }

  private void writeJoin() {
    hit("at the end of the span", changed(1, EventFields.MILLIS, span()));
    miss("after the span", changed(1, EventFields.MILLIS, span() + 1));
    for (String key : KEYS) {
      miss("another " + key, only(1, key, "other"));
      miss("both without " + key, each(event -> event.put(key, EventFields.GONE)));
    }
    if (!isOneAlsoTheOther()) {
      writeOrder();
    }
  }

  /** Whether an event of one step also meets the conditions of the other. */
  private boolean isOneAlsoTheOther() {
    for (CaseEvent first : events) {
      for (CaseEvent second : events) {
        List<CaseEvent> pair = new ArrayList<>();
        pair.add(first.with(event -> event.put(EventFields.MILLIS, 0L)));
        pair.add(second.with(event -> event.put(EventFields.MILLIS, 1L)));
        boolean expected = first.equals(events.get(0)) && second.equals(events.get(1));
        if (CaseEvent.run(rules, pair).alerts().containsKey(detection.name()) != expected) {
          return true;
        }
      }
    }
    return false;
  }

  private void writeOrder() {
    miss("the second event comes first", changed(0, EventFields.MILLIS, 20L));
    CaseEvent again = events.get(0).with(event -> event.put(EventFields.MILLIS, 1L));
    List<CaseEvent> twice = List.of(events.get(0), again, events.get(1));
    List<String> pair = renamed(twice, 1, 2);
    write("only the newest first event counts", twice, List.of(pair));
    for (String key : KEYS) {
      CaseEvent other = again.with(event -> event.put(key, "other"));
      List<CaseEvent> some = List.of(events.get(0), other, events.get(1));
      write("a newer first event with another " + key, some, List.of(renamed(some, 0, 2)));
    }
    CaseEvent more = events.get(1).with(event -> event.put(EventFields.MILLIS, span()));
    List<CaseEvent> three = List.of(events.get(0), events.get(1), more);
    write("a first event counts once", three, List.of(renamed(three, 0, 1)));
  }

  /** The ids of two events of a case, in which each kind has its numbers. */
  private static List<String> renamed(List<CaseEvent> some, int first, int second) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<String> all = some.stream().map(event -> CaseEvent.id(event.kind(), numbers)).toList();
    return List.of(all.get(first), all.get(second));
  }

  /** The events with another value in one of them; both have the same keys. */
  private List<CaseEvent> changed(int event, String field, Object value) {
    return KEYS.contains(field)
        ? each(fields -> fields.put(field, value))
        : only(event, field, value);
  }

  private List<CaseEvent> only(int event, String field, Object value) {
    List<CaseEvent> changed = new ArrayList<>(events);
    changed.set(event, events.get(event).with(fields -> fields.put(field, value)));
    return changed;
  }

  private List<CaseEvent> each(Consumer<Map<String, @Nullable Object>> change) {
    return events.stream().map(event -> event.with(change)).toList();
  }

  private void hit(String name, List<CaseEvent> some) {
    write(name, some, List.of(ids));
  }

  private void miss(String name, List<CaseEvent> some) {
    write(name, some, List.of());
  }

  private void write(String name, List<CaseEvent> some, List<List<String>> expected) {
    if (!names.add(name)) {
      return; // several values have the same sample
    }
    CaseEvent.write(table, name, some.stream().map(this::apart).toList());
    table.line(2, "pairs: " + TableText.value(expected));
    List<String> excludedBy = CaseEvent.run(rules, some).excludedBy();
    if (!excludedBy.isEmpty()) {
      table.line(2, "excluded-by: " + TableText.value(excludedBy));
    }
  }

  /** What an event has besides the base of the table. */
  private CaseEvent apart(CaseEvent event) {
    CaseEvent base = shared.get(event.kind());
    if (base == null) {
      return event;
    }
    Set<String> same = new LinkedHashSet<>(base.differences().keySet());
    same.removeIf(
        field -> !Objects.equals(base.differences().get(field), event.differences().get(field)));
    return event.with(fields -> fields.keySet().removeAll(same));
  }
}
