package dev.weir.internal.eql;

import dev.weir.event.EcsField;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlQuery.Stage;
import dev.weir.internal.text.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of two events of one host as rules. The first event becomes a suspect, of which the
 * newest counts for each key; the second uses it up.
 */
final class SequenceText {

  /** Fields that tell hosts apart, besides entity ids: events that share one are of one host. */
  private static final Set<String> HOSTS =
      Set.of("host.id", "agent.id", "winlog.computer_name", "host.name", "container.id");

  private final EqlQuery query;
  private final ImportedRule rule;
  private final String slug;
  private final @Nullable Duration span;

  SequenceText(EqlQuery query, ImportedRule rule, String slug, @Nullable Duration defaultSpan) {
    this.query = query;
    this.rule = rule;
    this.slug = slug;
    this.span = query.maxspan() == null ? defaultSpan : query.maxspan();
  }

  /** The names of its suspects: of the first event and of the second. */
  static List<String> suspects(String slug) {
    return List.of(slug, slug + ", event 2");
  }

  /** Refuses by name what Weir does not do yet. */
  void refuse() throws EqlException {
    if (query.kind() == EqlQuery.Kind.SAMPLE) {
      throw query.error(0, "a sample", "a stream has no finished set of events");
    }
    for (Stage stage : query.stages()) {
      if (stage.missing()) {
        throw query.error(stage.start(), "an event that must not come", "");
      } else if (stage.runs() > 1) {
        throw query.error(stage.start(), "a sequence with runs", "");
      }
    }
    if (query.stages().size() > 2) {
      throw query.error(query.stages().get(2).start(), "a sequence of more than two events", "");
    }
    if (query.until() != null) {
      throw query.error(query.until().start(), "a sequence with until", "");
    }
    if (span == null) {
      throw query.error(0, "a sequence without maxspan", "give one with --default-maxspan");
    }
    for (Stage stage : query.stages()) {
      if (keys(stage).stream().noneMatch(SequenceText::isOfOneHost)) {
        throw query.error(0, "a sequence across hosts", "");
      }
    }
  }

  private static boolean isOfOneHost(Field key) {
    return !key.optional() && (HOSTS.contains(key.name()) || key.name().endsWith(".entity_id"));
  }

  private List<Field> keys(Stage stage) {
    List<Field> keys = new ArrayList<>(query.keys());
    keys.addAll(stage.keys());
    return keys;
  }

  /** The rules; the one that raises the alert has the annotations. */
  String rules(UnaryOperator<String> name, String annotations) throws EqlException {
    PatternWriter patterns = new PatternWriter(query, rule);
    Stage first = query.stages().get(0);
    Stage second = query.stages().get(1);
    List<String> joined = joined(first, second, "$first");
    joined.add("$first.precedes(this)");
    joined.add("this after[0s, " + spanText() + "] $first");
    boolean marked = !rule.exceptions().isEmpty();
    String mark = suspects(slug).get(1);
    List<String> conditions = new ArrayList<>(List.of("detection == " + SafeText.literal(mark)));
    conditions.addAll(joined);
    String secondMark =
        marked ? mark(name.apply(rule.name() + ": event 2"), patterns, second, mark) + "\n" : "";
    String pair =
        marked
            ? "$second : "
                + PatternWriter.of(
                    "Suspect", conditions.stream().map(one -> DrlLines.CONDITION + one).toList())
            : "$event : " + patterns.pattern("AnyEvent", second, joined);
    return mark(name.apply(rule.name() + ": event 1"), patterns, first, slug)
        + "\n"
        + secondMark
        + """
        rule %s
        salience -2    // after the second event has used up the older one
        when
            $newer : Suspect(detection == %s)
            $older : Suspect(
                detection == $newer.detection,
                %s,
                precedes($newer))
        then
            delete($older);
        end

        rule %s
        %ssalience -1    // after the exclusions
        when
            $first : Suspect(detection == %s, $start : event)
            %s
        then
            alerts.raise($start, %s);
            delete($first);    // one event uses up one
        end
        """
            .formatted(
                name.apply(rule.name() + ": the newest event 1"),
                SafeText.literal(slug),
                String.join(",\n" + DrlLines.CONDITION, joined(first, first, "$newer")),
                name.apply(rule.name()),
                annotations,
                SafeText.literal(slug),
                pair,
                marked ? "$second.getEvent()" : "$event");
  }

  private String mark(String name, PatternWriter patterns, Stage stage, String suspect)
      throws EqlException {
    List<String> present = new ArrayList<>();
    for (Field key : keys(stage)) {
      if (!key.optional()) {
        present.add(key(key) + " != null"); // null equals null in Drools
      }
    }
    return """
        rule %s
        when
            $event : %s
        then
            insert(new Suspect(%s, $event));
        end
        """
        .formatted(name, patterns.pattern("AnyEvent", stage, present), SafeText.literal(suspect));
  }

  /** The keys of the pattern's own stage against those of another. */
  private List<String> joined(Stage other, Stage own, String variable) {
    List<Field> others = keys(other);
    List<Field> owns = keys(own);
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < owns.size(); i++) {
      joined.add(key(owns.get(i)) + " == " + variable + "." + key(others.get(i)));
    }
    return joined;
  }

  private static String key(Field field) {
    EcsField known = EcsField.of(field.name());
    return known != null && known.isKey()
        ? known.accessor()
        : "key(" + SafeText.literal(field.name()) + ")";
  }

  private String spanText() {
    long millis = span == null ? 0 : span.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
