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
 * still alert. The rules themselves say what an alert needs, so the cases hold no field more, and
 * none that a base event has already.
 */
public final class ExclusionCases {

  /**
   * What a case is made for.
   *
   * @param before the rules without the exclusion
   * @param after the rules with it
   * @param exclusion its name
   * @param fields the fields that it asks for, by their ECS names
   */
  public record Wanted(RuleSet before, RuleSet after, String exclusion, List<String> fields) {}

  /** What tells one event from another, and is told by the place in a case. */
  private static final Set<EcsField> OF_ONE_EVENT =
      Set.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_SEQUENCE);

  private final Wanted wanted;
  private final Path baseFile;
  private final List<Document> documents = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private final List<Map<String, @Nullable Object>> bases = new ArrayList<>();
  private final List<Map<String, @Nullable Object>> deltas = new ArrayList<>();
  private final List<List<String>> pairs;
  private final Map<String, Object> nearMisses = new LinkedHashMap<>();
  private final int suspect;

  private ExclusionCases(
      Wanted wanted, Path baseFile, BaseEvents base, List<Event> sequence, Document suspected) {
    this.wanted = wanted;
    this.baseFile = baseFile;
    Map<String, Integer> numbers = new HashMap<>();
    Map<Document, String> ids = new HashMap<>();
    List<String> alert = new ArrayList<>();
    long start = sequence.stream().mapToLong(Event::getTimestamp).min().orElse(0);
    for (Event event : sequence) {
      if (!ids.containsKey(event.document())) {
        String kind = kind(event);
        ids.put(
            event.document(),
            kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum)));
        Map<String, @Nullable Object> found = base.find(kind);
        if (found == null) {
          throw problem("has no \"" + kind + "\", which the case would start from");
        }
        documents.add(event.document());
        kinds.add(kind);
        bases.add(found);
        deltas.add(
            delta(found, event, suspected.equals(event.document()), event.getTimestamp() - start));
      }
      alert.add(String.valueOf(ids.get(event.document())));
    }
    this.pairs = List.of(alert);
    this.suspect = documents.indexOf(suspected);
  }

  /**
   * Makes the cases.
   *
   * @param folder the folder of tables that they are for, which need not be there
   * @param wanted the exclusion
   * @param sequence the alert's events, in the order in which they happened
   * @param suspect the one that the exclusion looks at
   * @return the cases
   * @throws CaseTableException if they cannot be made, with the reason
   */
  public static ExclusionCases of(Path folder, Wanted wanted, List<Event> sequence, Event suspect) {
    Path file = folder.resolve(CaseTable.BASE);
    IssueCollector issues = new IssueCollector();
    BaseEvents base = new BaseEvents(file, issues);
    try {
      if (Files.exists(file)) {
        base.read();
      } else {
        base.read(CaseTable.shippedBase());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    issues.refuse();
    ExclusionCases cases = new ExclusionCases(wanted, file, base, sequence, suspect.document());
    if (!cases.hold(cases.deltas)) {
      throw cases.problem("does not suit the alert: its events, over these, do not alert");
    }
    wanted.fields().forEach(cases::findNearMiss);
    cases.shorten();
    return cases;
  }

  /**
   * The fields that a near miss differs in, a case for each.
   *
   * @return some of the exclusion's; where any other value would raise no alert, there is no case
   */
  public Set<String> nearMisses() {
    return Collections.unmodifiableSet(nearMisses.keySet());
  }

  /**
   * The table.
   *
   * @return the text of a YAML file
   */
  public String yaml() {
    TableText table = new TableText();
    table.line(0, "# The exclusion " + TableText.quoted(wanted.exclusion()));
    boolean shared = Set.copyOf(kinds).size() == kinds.size();
    if (shared && deltas.stream().anyMatch(delta -> !delta.isEmpty())) {
      table.line(0, "base:");
      for (int i = 0; i < kinds.size(); i++) {
        if (!deltas.get(i).isEmpty()) {
          table.fields(1, kinds.get(i) + ":", deltas.get(i), 2);
        }
      }
    }
    table.line(0, "cases:");
    writeCase(table, "the alert is silent", shared ? emptied() : deltas);
    table.line(2, "pairs: []");
    table.line(2, "excluded-by: " + TableText.text(wanted.exclusion()));
    nearMisses.forEach(
        (field, value) -> {
          String name = (EventFields.GONE.equals(value) ? "no " : "another ") + field;
          writeCase(table, name, changed(shared ? emptied() : deltas, field, value));
          table.line(2, "pairs: " + TableText.value(pairs));
        });
    return table.toString();
  }

  private void writeCase(
      TableText table, String name, List<Map<String, @Nullable Object>> differences) {
    table.line(1, "- name: " + TableText.text(name));
    table.line(2, "events:");
    for (int i = 0; i < kinds.size(); i++) {
      table.fields(3, "- " + kinds.get(i) + ":", differences.get(i), 5);
    }
  }

  private static String kind(Event event) {
    boolean both =
        event.getEventCategory().has("process") && event.getEventCategory().has("network");
    return both ? "both" : event instanceof NetworkEvent ? "net" : "exec";
  }

  /** What differs from the base, of what rules may ask for. */
  private Map<String, @Nullable Object> delta(
      Map<String, @Nullable Object> base, Event event, boolean isSuspect, long millis) {
    Reading read = new EventReader().read(EventReader.toJson(base));
    if (!(read instanceof Reading.Accepted accepted)) {
      throw problem("has an event that Weir cannot use: " + read);
    }
    Map<String, @Nullable Object> delta = new LinkedHashMap<>();
    delta.put(EventFields.MILLIS, millis);
    for (String field : asked()) {
      List<String> values = event.field(field).list();
      boolean shown = isSuspect && wanted.fields().contains(field);
      if (shown || !values.equals(accepted.facts().get(0).field(field).list())) {
        delta.put(field, written(values));
      }
    }
    return delta;
  }

  private static Object written(List<String> values) {
    if (values.isEmpty()) {
      return EventFields.GONE;
    }
    boolean plain = values.size() == 1 && !EventFields.GONE.equals(values.get(0));
    return plain ? values.get(0) : values;
  }

  /** The fields that stand in a rule. */
  private Set<String> asked() {
    Set<String> words = new LinkedHashSet<>();
    Set<String> asked = new LinkedHashSet<>();
    for (DrlRule rule : wanted.after().tree().rules()) {
      rule.tokens().forEach(token -> words.add(token.text()));
      rule.code()
          .walk(Expression.Call.class)
          .map(FieldRef::nameIn)
          .filter(Objects::nonNull)
          .forEach(field -> asked.add(field.value()));
    }
    Set<String> all = new LinkedHashSet<>();
    for (EcsField field : EcsField.values()) {
      boolean said = words.contains(field.accessor()) || field == EcsField.EVENT_CATEGORY;
      if (said && !OF_ONE_EVENT.contains(field)) {
        all.add(field.dottedName());
      }
    }
    all.addAll(asked);
    all.addAll(wanted.fields());
    return all;
  }

  private void findNearMiss(String field) {
    for (Object value : others(field)) {
      if (alerts(wanted.after(), changed(deltas, field, value))) {
        nearMisses.put(field, value);
        return;
      }
    }
  }

  /** Other values that a field could have; the nearest first. */
  private List<Object> others(String field) {
    List<String> values = documents.get(suspect).values(field).list();
    List<Object> others = new ArrayList<>();
    if (!values.isEmpty()) {
      String value = values.get(0);
      others.add(value + "-other");
      others.add((value.startsWith("/") ? "/other" : "other-") + value);
    }
    // a word that the rules themselves look for
    for (DrlRule rule : wanted.before().tree().rules()) {
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

  /** Takes out what is not needed: of all events first, so that keys stay equal; then of each. */
  private void shorten() {
    Set<String> fields = new LinkedHashSet<>();
    deltas.forEach(delta -> fields.addAll(delta.keySet()));
    for (String field : fields) {
      keepIfHolds(without(deltas, field, -1));
    }
    for (String field : fields) {
      for (int i = 0; i < deltas.size(); i++) {
        if (deltas.get(i).containsKey(field)) {
          keepIfHolds(without(deltas, field, i));
        }
      }
    }
  }

  private void keepIfHolds(List<Map<String, @Nullable Object>> shorter) {
    boolean holds =
        hold(shorter)
            && nearMisses.entrySet().stream()
                .allMatch(
                    miss ->
                        alerts(wanted.after(), changed(shorter, miss.getKey(), miss.getValue())));
    if (holds) {
      for (int i = 0; i < deltas.size(); i++) {
        deltas.set(i, shorter.get(i));
      }
    }
  }

  /** Whether the events alert without the exclusion, and not with it. */
  private boolean hold(List<Map<String, @Nullable Object>> differences) {
    CaseResult with = run(wanted.after(), differences);
    return alerts(wanted.before(), differences)
        && with.pairs().isEmpty()
        && with.faults().isEmpty()
        && with.excludedBy().equals(List.of(wanted.exclusion()));
  }

  private boolean alerts(RuleSet rules, List<Map<String, @Nullable Object>> differences) {
    return run(rules, differences).passed();
  }

  private CaseResult run(RuleSet rules, List<Map<String, @Nullable Object>> differences) {
    List<byte[]> events = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      EventFields fields = new EventFields(bases.get(i));
      String kind = kinds.get(i);
      fields.set("event.id", kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum)));
      differences.get(i).forEach(fields::set);
      events.add(EventReader.toJson(fields.asMap()));
    }
    return CaseRun.of(rules, new RuleCase("", "", "", 0, "", events, pairs, List.of(), false));
  }

  private List<Map<String, @Nullable Object>> changed(
      List<Map<String, @Nullable Object>> differences, String field, Object value) {
    List<Map<String, @Nullable Object>> changed = new ArrayList<>(differences);
    Map<String, @Nullable Object> one = new LinkedHashMap<>(changed.get(suspect));
    one.put(field, value);
    changed.set(suspect, one);
    return changed;
  }

  private List<Map<String, @Nullable Object>> without(
      List<Map<String, @Nullable Object>> differences, String field, int only) {
    List<Map<String, @Nullable Object>> without = new ArrayList<>();
    for (int i = 0; i < differences.size(); i++) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>(differences.get(i));
      boolean shown = i == suspect && wanted.fields().contains(field);
      if (!shown && (only < 0 || only == i)) {
        one.remove(field);
      }
      without.add(one);
    }
    return without;
  }

  private List<Map<String, @Nullable Object>> emptied() {
    return new ArrayList<>(Collections.nCopies(kinds.size(), Map.of()));
  }

  private CaseTableException problem(String message) {
    return new CaseTableException(List.of(RuleIssue.ofFile(baseFile.toString(), message)));
  }
}
