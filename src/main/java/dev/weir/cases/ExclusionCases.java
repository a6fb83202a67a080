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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
  private final List<String> fields;
  private final Path baseFile;
  private final List<Document> documents = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private final List<Map<String, @Nullable Object>> bases = new ArrayList<>();
  private final List<Delta> deltas = new ArrayList<>();
  private final List<String> alert = new ArrayList<>();
  private final Map<String, Object> nearMisses = new LinkedHashMap<>();
  private int suspect;

  /** The differences of an event from its base event. */
  private record Delta(Map<String, @Nullable Object> fields) {

    Delta with(String field, @Nullable Object value) {
      Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
      changed.put(field, value);
      return new Delta(changed);
    }

    Delta without(String field) {
      Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
      changed.remove(field);
      return new Delta(changed);
    }
  }

  private ExclusionCases(
      RuleSet before, RuleSet after, String exclusion, List<String> fields, Path baseFile) {
    this.before = before;
    this.after = after;
    this.exclusion = exclusion;
    this.fields = fields;
    this.baseFile = baseFile;
  }

  /** Makes the cases; {@code suspect} is the event that the exclusion tests. */
  static ExclusionCases of(
      Path folder,
      RuleSet before,
      RuleSet after,
      String exclusion,
      List<String> fields,
      List<Event> sequence,
      Event suspect) {
    Path file = folder.resolve(CaseTable.BASE);
    ExclusionCases cases = new ExclusionCases(before, after, exclusion, fields, file);
    try {
      CaseFiles files =
          new CaseFiles(Files.exists(file) ? Map.of() : Map.of(file, CaseTable.shippedBase()));
      BaseEvents base = BaseEvents.read(folder, files);
      files.throwIfAny();
      cases.addEvents(base, sequence, suspect.document());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    if (!cases.isSilent(cases.deltas)) {
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
    boolean shared = Set.copyOf(kinds).size() == kinds.size();
    List<Delta> none = Collections.nCopies(kinds.size(), new Delta(Map.of()));
    if (shared && !deltas.equals(none)) {
      table.line(0, "base:");
      for (int i = 0; i < kinds.size(); i++) {
        if (!deltas.get(i).fields().isEmpty()) {
          table.fields(1, kinds.get(i) + ":", deltas.get(i).fields(), 2);
        }
      }
    }
    table.line(0, "cases:");
    List<Delta> own = shared ? none : deltas;
    writeCase(table, "the alert is silent", own);
    table.line(2, "pairs: []");
    table.line(2, "excluded-by: " + TableText.text(exclusion));
    nearMisses.forEach(
        (field, value) -> {
          String name = (EventFields.GONE.equals(value) ? "no " : "another ") + field;
          writeCase(table, name, changed(own, field, value));
          table.line(2, "pairs: " + TableText.value(List.of(alert)));
        });
    return table.toString();
  }

  private void writeCase(TableText table, String name, List<Delta> differences) {
    table.line(1, "- name: " + TableText.text(name));
    table.line(2, "events:");
    for (int i = 0; i < kinds.size(); i++) {
      table.fields(3, "- " + kinds.get(i) + ":", differences.get(i).fields(), 5);
    }
  }

  private void addEvents(BaseEvents base, List<Event> sequence, Document suspected) {
    Map<String, Integer> numbers = new HashMap<>();
    Map<Document, String> ids = new HashMap<>();
    long start = sequence.stream().mapToLong(Event::getTimestamp).min().orElse(0);
    for (Event event : sequence) {
      if (!ids.containsKey(event.document())) {
        String kind = kind(event);
        ids.put(event.document(), id(kind, numbers));
        Map<String, @Nullable Object> found = base.find(kind);
        if (found == null) {
          throw problem("has no \"" + kind + "\" to base the case on");
        }
        boolean isSuspect = suspected.equals(event.document());
        documents.add(event.document());
        kinds.add(kind);
        bases.add(found);
        deltas.add(delta(found, event, isSuspect, event.getTimestamp() - start));
      }
      alert.add(String.valueOf(ids.get(event.document())));
    }
    suspect = documents.indexOf(suspected);
  }

  private static String kind(Event event) {
    boolean both =
        event.getEventCategory().has("process") && event.getEventCategory().has("network");
    return both ? "both" : event instanceof NetworkEvent ? "net" : "exec";
  }

  /** The next id of a kind, such as {@code e1}. */
  private static String id(String kind, Map<String, Integer> numbers) {
    return kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum));
  }

  /** The event's differences from the base, in the fields that rules use. */
  private Delta delta(
      Map<String, @Nullable Object> base, Event event, boolean isSuspect, long millis) {
    Reading read = new EventReader().read(EventReader.toJson(base));
    if (!(read instanceof Reading.Accepted accepted)) {
      throw problem("has an event that Weir cannot use: " + read);
    }
    Map<String, @Nullable Object> delta = new LinkedHashMap<>();
    delta.put(EventFields.MILLIS, millis);
    for (String field : usedFields()) {
      List<String> values = event.field(field).list();
      boolean tested = isSuspect && fields.contains(field);
      if (tested || !values.equals(accepted.facts().get(0).field(field).list())) {
        delta.put(field, written(values));
      }
    }
    return new Delta(delta);
  }

  private static Object written(List<String> values) {
    if (values.isEmpty()) {
      return EventFields.GONE;
    }
    boolean plain = values.size() == 1 && !EventFields.GONE.equals(values.get(0));
    return plain ? values.get(0) : values;
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
      if (alerts(after, changed(deltas, field, value))) {
        nearMisses.put(field, value);
        return;
      }
    }
  }

  /** Other possible values of a field, the most similar first. */
  private List<Object> otherValues(String field) {
    List<String> values = documents.get(suspect).values(field).list();
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
    deltas.forEach(delta -> all.addAll(delta.fields().keySet()));
    for (String field : all) {
      keepIfSame(without(deltas, field, -1));
    }
    for (String field : all) {
      for (int i = 0; i < deltas.size(); i++) {
        if (deltas.get(i).fields().containsKey(field)) {
          keepIfSame(without(deltas, field, i));
        }
      }
    }
  }

  private void keepIfSame(List<Delta> shorter) {
    boolean same =
        isSilent(shorter)
            && nearMisses.entrySet().stream()
                .allMatch(miss -> alerts(after, changed(shorter, miss.getKey(), miss.getValue())));
    if (same) {
      Collections.copy(deltas, shorter);
    }
  }

  /** Whether the events alert without the exclusion, and not with it. */
  private boolean isSilent(List<Delta> differences) {
    CaseResult with = run(after, differences);
    return alerts(before, differences)
        && with.pairs().isEmpty()
        && with.faults().isEmpty()
        && with.excludedBy().equals(List.of(exclusion));
  }

  private boolean alerts(RuleSet rules, List<Delta> differences) {
    return run(rules, differences).passed();
  }

  private CaseResult run(RuleSet rules, List<Delta> differences) {
    List<byte[]> events = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      EventFields event = new EventFields(bases.get(i));
      event.set("event.id", id(kinds.get(i), numbers));
      differences.get(i).fields().forEach(event::set);
      events.add(EventReader.toJson(event.asMap()));
    }
    List<List<String>> pairs = List.of(alert);
    return CaseRun.of(
        rules,
        new RuleCase("", "", "", 0, "", events, pairs, List.of(), false, Map.of(), Map.of()));
  }

  private List<Delta> changed(List<Delta> differences, String field, Object value) {
    List<Delta> changed = new ArrayList<>(differences);
    changed.set(suspect, changed.get(suspect).with(field, value));
    return changed;
  }

  /** The differences without a field of one event, or of all for -1; tested fields stay. */
  private List<Delta> without(List<Delta> differences, String field, int only) {
    List<Delta> without = new ArrayList<>(differences);
    for (int i = 0; i < without.size(); i++) {
      boolean tested = i == suspect && fields.contains(field);
      if (!tested && (only < 0 || only == i)) {
        without.set(i, without.get(i).without(field));
      }
    }
    return without;
  }

  private CaseTableException problem(String message) {
    return new CaseTableException(List.of(RuleIssue.ofFile(baseFile.toString(), message)));
  }
}
