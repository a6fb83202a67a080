package dev.weir.cases;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.FieldRef;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cases of a new exclusion: the events of an alert, which is now silent, and near misses, which
 * still alert. The rules themselves are run to find out which fields an alert needs, so the cases
 * have no other fields, and none that a base event already has.
 */
final class ExclusionCases {

  /** Fields that differ between any two events; their place in the case defines them. */
  private static final Set<EcsField> OF_ONE_EVENT =
      Set.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_SEQUENCE);

  private final RuleSet before;
  private final RuleSet after;
  private final String exclusion;
  private final String detection;
  private final List<String> fields;
  private final Path baseFile;
  private final Document suspected;
  private final List<CaseEvent> events = new ArrayList<>();
  private final List<String> alert = new ArrayList<>();
  private final Map<String, Object> nearMisses = new LinkedHashMap<>();
  private int suspect;

  private ExclusionCases(
      RuleSet before,
      RuleSet after,
      String exclusion,
      String detection,
      List<String> fields,
      Path baseFile,
      Document suspected) {
    this.before = before.withSharedBase();
    this.after = after.withSharedBase();
    this.exclusion = exclusion;
    this.detection = detection;
    this.fields = fields;
    this.baseFile = baseFile;
    this.suspected = suspected;
  }

  /**
   * Makes the cases; {@code suspect} is the event that the exclusion tests, {@code detection} the
   * rule whose alert it removes. What other detections raise of the same events is left to them.
   */
  static ExclusionCases of(
      Path folder,
      RuleSet before,
      RuleSet after,
      String exclusion,
      String detection,
      List<String> fields,
      List<Event> sequence,
      Event suspect) {
    Path file = folder.resolve(CaseTable.BASE);
    ExclusionCases cases =
        new ExclusionCases(before, after, exclusion, detection, fields, file, suspect.document());
    cases.addEvents(BaseEvents.orShipped(folder), sequence);
    if (!cases.isSilent(cases.events)) {
      throw cases.problem("does not suit the alert: with these base events it is not raised");
    }
    fields.forEach(cases::findNearMiss);
    cases.shorten();
    return cases;
  }

  /** The fields with a near miss; where no other value would alert, there is none. */
  Set<String> nearMisses() {
    return nearMisses.keySet();
  }

  /** The text of the case table. */
  String yaml() {
    TableText table = new TableText();
    table.line(0, "# The exclusion " + SafeText.literal(exclusion));
    table.line(0, "detections: " + TableText.value(List.of(detection)));
    boolean shared = events.stream().map(CaseEvent::kind).distinct().count() == events.size();
    List<CaseEvent> own =
        shared ? events.stream().map(one -> one.with(Map::clear)).toList() : events;
    if (!own.equals(events)) {
      table.line(0, "base:");
      events.stream()
          .filter(event -> !event.differences().isEmpty())
          .forEach(event -> table.fields(1, event.kind() + ":", event.differences(), 2));
    }
    table.line(0, "cases:");
    CaseEvent.write(table, "the alert is silent", own);
    table.line(2, "pairs: []");
    table.line(2, "excluded-by: " + TableText.text(exclusion));
    nearMisses.forEach(
        (field, value) -> {
          String name = (EventFields.GONE.equals(value) ? "no " : "another ") + field;
          CaseEvent.write(table, name, changed(own, field, value));
          table.line(2, "pairs: " + TableText.value(List.of(alert)));
        });
    return table.toString();
  }

  private void addEvents(BaseEvents base, List<Event> sequence) {
    Map<String, Integer> numbers = new HashMap<>();
    Map<Document, String> ids = new LinkedHashMap<>();
    long start = sequence.stream().mapToLong(Event::getTimestamp).min().orElse(0);
    for (Event event : sequence) {
      if (!ids.containsKey(event.document())) {
        String kind = kind(event);
        ids.put(event.document(), CaseEvent.id(kind, numbers));
        Map<String, @Nullable Object> found = base.find(kind);
        if (found == null) {
          throw problem("has no \"" + kind + "\" to base the case on");
        }
        events.add(new CaseEvent(kind, found, differences(found, event, start)));
      }
      alert.add(String.valueOf(ids.get(event.document())));
    }
    suspect = List.copyOf(ids.keySet()).indexOf(suspected);
  }

  private static String kind(Event event) {
    boolean both =
        event.getEventCategory().has("process") && event.getEventCategory().has("network");
    return both ? "both" : event instanceof NetworkEvent ? "net" : "exec";
  }

  /** The event's differences from the base, in the fields that rules use. */
  private Map<String, @Nullable Object> differences(
      Map<String, @Nullable Object> base, Event event, long start) {
    Reading read = new EventReader().read(EventReader.toJson(base));
    if (!(read instanceof Reading.Accepted accepted)) {
      throw problem("has an event that Weir cannot use: " + read);
    }
    Map<String, @Nullable Object> differences = new LinkedHashMap<>();
    differences.put(EventFields.MILLIS, event.getTimestamp() - start);
    for (String field : usedFields()) {
      List<String> values = event.field(field).list();
      boolean tested = suspected.equals(event.document()) && fields.contains(field);
      if (tested || !values.equals(accepted.facts().get(0).field(field).list())) {
        differences.put(field, written(values));
      }
    }
    return differences;
  }

  private static Object written(List<String> values) {
    if (values.isEmpty()) {
      return EventFields.GONE;
    }
    return values.size() == 1 ? EventFields.text(values.get(0)) : values;
  }

  /** The fields that appear in a rule. */
  private Set<String> usedFields() {
    Set<String> words = new LinkedHashSet<>();
    Set<String> byName = new LinkedHashSet<>();
    for (DrlRule rule : after.tree().rules()) {
      rule.tokens().forEach(token -> words.add(token.text()));
      rule.code()
          .walk(Expression.Call.class)
          .map(FieldRef::nameIn)
          .filter(Objects::nonNull)
          .forEach(field -> byName.add(field.value()));
    }
    Set<String> all = new LinkedHashSet<>();
    for (EcsField field : EcsField.values()) {
      boolean used = words.contains(field.accessor()) || field == EcsField.EVENT_CATEGORY;
      if (used && !OF_ONE_EVENT.contains(field)) {
        all.add(field.dottedName());
      }
    }
    all.addAll(byName);
    all.addAll(fields);
    return all;
  }

  private void findNearMiss(String field) {
    for (Object value : otherValues(field)) {
      if (alerts(after, changed(events, field, value))) {
        nearMisses.put(field, value);
        return;
      }
    }
  }

  /** Other possible values of a field, the most similar first. */
  private List<Object> otherValues(String field) {
    List<String> values = suspected.values(field).list();
    List<Object> others = new ArrayList<>();
    if (!values.isEmpty()) {
      String value = values.get(0);
      others.add(value + "-other");
      others.add((value.startsWith("/") ? "/other" : "other-") + value);
    }
    // then the values that the rules themselves look for
    for (DrlRule rule : before.tree().rules()) {
      rule.patterns().stream()
          .flatMap(pattern -> pattern.conditions().stream())
          .flatMap(condition -> condition.tests().stream())
          .map(Condition::test)
          .filter(test -> test != null && isOf(test, field))
          .flatMap(test -> test.values().stream())
          .forEach(value -> others.add(value.value().replace("*", "other").replace('?', 'x')));
    }
    others.add(EventFields.GONE);
    return others;
  }

  private static boolean isOf(Condition.FieldTest test, String field) {
    EcsField known = EcsField.of(field);
    return test.field().equals(field) || (known != null && test.field().equals(known.accessor()));
  }

  /** Removes needless fields: from all events at once, so that keys stay equal, then from each. */
  private void shorten() {
    Set<String> all = new LinkedHashSet<>();
    events.forEach(event -> all.addAll(event.differences().keySet()));
    all.forEach(field -> keepIfSame(without(field, -1)));
    for (String field : all) {
      for (int i = 0; i < events.size(); i++) {
        if (events.get(i).differences().containsKey(field)) {
          keepIfSame(without(field, i));
        }
      }
    }
  }

  private void keepIfSame(List<CaseEvent> shorter) {
    boolean same =
        isSilent(shorter)
            && nearMisses.entrySet().stream()
                .allMatch(miss -> alerts(after, changed(shorter, miss.getKey(), miss.getValue())));
    if (same) {
      Collections.copy(events, shorter);
    }
  }

  /** Whether the events alert without the exclusion, and not with it. */
  private boolean isSilent(List<CaseEvent> some) {
    CaseResult with = run(after, some);
    return alerts(before, some)
        && !with.alerts().containsKey(detection)
        && with.faults().isEmpty()
        && with.excludedBy().equals(List.of(exclusion));
  }

  private boolean alerts(RuleSet rules, List<CaseEvent> some) {
    CaseResult result = run(rules, some);
    return List.of(alert).equals(result.alerts().get(detection))
        && result.excludedBy().isEmpty()
        && result.faults().isEmpty();
  }

  private static CaseResult run(RuleSet rules, List<CaseEvent> some) {
    return CaseEvent.run(rules, some);
  }

  private List<CaseEvent> changed(List<CaseEvent> some, String field, Object value) {
    List<CaseEvent> changed = new ArrayList<>(some);
    changed.set(suspect, changed.get(suspect).with(fields -> fields.put(field, value)));
    return changed;
  }

  /** The events without a field in one of them, or in all for -1; tested fields stay. */
  private List<CaseEvent> without(String field, int only) {
    List<CaseEvent> without = new ArrayList<>(events);
    for (int i = 0; i < without.size(); i++) {
      boolean tested = i == suspect && fields.contains(field);
      if (!tested && (only < 0 || only == i)) {
        without.set(i, without.get(i).with(differences -> differences.remove(field)));
      }
    }
    return without;
  }

  private CaseTableException problem(String message) {
    return new CaseTableException(List.of(RuleIssue.ofFile(baseFile.toString(), message)));
  }
}
