package dev.weir.internal.eql;

import dev.weir.event.EcsField;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlQuery.Stage;
import dev.weir.internal.text.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of events as rules. The first event becomes a suspect, of which the newest counts for
 * each key; the next event uses it up, and becomes a suspect with one event more. Events are those
 * of one host, in its order, if the keys say so, and of all hosts otherwise.
 */
final class SequenceText {

  /** Fields that tell hosts apart, besides entity ids: events that share one are of one host. */
  private static final Set<String> HOSTS =
      Set.of("host.id", "agent.id", "winlog.computer_name", "host.name", "container.id");

  /** The type of facts where hosts do not matter. */
  static final String ANY_EVENT = "AnyEvent";

  private static final int MAX_EVENTS = 100;

  private static final String UNTIL = ", until";

  private final EqlQuery query;
  private final ImportedRule rule;
  private final String slug;
  private final @Nullable Duration span;
  private final List<Stage> stages;
  private final PatternWriter patterns;
  private final String type;

  SequenceText(EqlQuery query, ImportedRule rule, String slug, @Nullable Duration defaultSpan) {
    this.query = query;
    this.rule = rule;
    this.slug = slug;
    this.stages = stages(query);
    this.patterns = new PatternWriter(query, rule);
    this.span = query.maxspan() == null ? defaultSpan : query.maxspan();
    this.type = isOfOneHost() ? ANY_EVENT : "CrossHostEvent";
  }

  /** The type of the facts that it joins. */
  String type() {
    return type;
  }

  /** The names of the suspects that exclusions look at: one for each event. */
  static List<String> suspects(EqlQuery query, String slug) {
    List<String> names = new ArrayList<>(List.of(slug));
    for (int i = 2; i <= stages(query).size(); i++) {
      names.add(slug + ", event " + i);
    }
    if (query.until() != null) {
      names.add(slug + UNTIL);
    }
    return names;
  }

  /** The stages, of which one with runs is several equal ones. */
  private static List<Stage> stages(EqlQuery query) {
    return query.stages().stream()
        .flatMap(stage -> Collections.nCopies(stage.runs(), stage).stream())
        .toList();
  }

  /** Refuses by name what Weir does not do yet. */
  void refuse() throws EqlException {
    if (query.kind() == EqlQuery.Kind.SAMPLE) {
      throw query.error(0, "a sample", "a stream has no finished set of events");
    }
    for (Stage stage : query.stages()) {
      if (stage.missing()) {
        throw query.error(stage.start(), "an event that must not come", "");
      }
    }
    if (stages.size() > MAX_EVENTS) {
      throw query.error(0, "a sequence of more than " + MAX_EVENTS + " events", "");
    }
    if (span == null) {
      throw query.error(0, "a sequence without maxspan", "give one with --default-maxspan");
    }
  }

  private boolean isOfOneHost() {
    return Stream.concat(query.stages().stream(), Stream.ofNullable(query.until()))
        .allMatch(stage -> keys(stage).stream().anyMatch(SequenceText::isOfOneHost));
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
    List<String> rules = new ArrayList<>();
    rules.add(mark(name.apply(rule.name() + ": event 1"), stages.get(0), slug));
    for (int n = 2; n <= stages.size(); n++) {
      if (!rule.exceptions().isEmpty()) {
        String title = rule.name() + ": event " + n;
        rules.add(mark(name.apply(title), stages.get(n - 1), suspects(query, slug).get(n - 1)));
      }
      String newest = n == 2 ? "event 1" : (n - 1) + " events";
      rules.add(newest(name.apply(rule.name() + ": the newest " + newest), n - 1));
      boolean last = n == stages.size();
      String title = last ? rule.name() : rule.name() + ": " + n + " events";
      rules.add(join(name.apply(title), n, last ? annotations : ""));
    }
    Stage until = query.until();
    if (until != null) {
      if (!rule.exceptions().isEmpty()) {
        rules.add(mark(name.apply(rule.name() + ": until"), until, slug + UNTIL));
      }
      for (int n = 1; n < stages.size(); n++) {
        String title = rule.name() + ": until, after " + (n == 1 ? "event 1" : n + " events");
        rules.add(until(name.apply(title), n, until));
      }
    }
    return String.join("\n", rules);
  }

  /** The name of the suspects that have a number of events. */
  private String partial(int events) {
    return SafeText.literal(events == 1 ? slug : slug + ", " + events + " events");
  }

  /** Of the suspects with a number of events and the same keys, the newest counts. */
  private String newest(String name, int events) {
    Stage stage = stages.get(events - 1);
    return """
        rule %s
        salience -2    // after the next event has used up the older one
        when
            $newer : Suspect(detection == %s)
            $older : Suspect(
                detection == $newer.detection,
                %s,
                getEvent().precedes($newer.getEvent()))
        then
            delete($older);
        end
        """
        .formatted(
            name,
            partial(events),
            String.join(",\n" + DrlLines.CONDITION, joined(stage, stage, "$newer")));
  }

  /** The n-th event uses up a suspect with one event less. */
  private String join(String name, int n, String annotations) throws EqlException {
    Stage stage = stages.get(n - 1);
    List<String> joined = joined(stages.get(n - 2), stage, "$partial");
    joined.add("$partial.getEvent().precedes(this)");
    joined.add("this after[0s, " + spanText() + "] $partial");
    String next =
        rule.exceptions().isEmpty()
            ? "$event : " + patterns.pattern(type, stage, joined)
            : marked(suspects(query, slug).get(n - 1), joined);
    String then =
        n == stages.size()
            ? "alerts.raise($partial.sequence($event));"
            : "insert(new Suspect(" + partial(n) + ", $partial, $event));";
    return """
        rule %s
        %ssalience -1    // after the exclusions
        when
            $partial : Suspect(detection == %s)
            %s
        then
            %s
            delete($partial);    // one event uses up one
        end
        """
        .formatted(name, annotations, partial(n - 1), next, then);
  }

  /** An event that no exception has removed. */
  private static String marked(String mark, List<String> joined) {
    List<String> conditions = new ArrayList<>();
    conditions.add("$event : event");
    conditions.add("detection == " + SafeText.literal(mark));
    conditions.addAll(joined);
    conditions.replaceAll(one -> DrlLines.CONDITION + one);
    return "$mark : " + PatternWriter.of("Suspect", conditions);
  }

  /** An event of until removes the suspects that were there before it. */
  private String until(String name, int events, Stage until) throws EqlException {
    List<String> joined = joined(stages.get(events - 1), until, "$partial");
    joined.add("$partial.getEvent().precedes(this)");
    joined.add("this after[0s, " + spanText() + "] $partial");
    return """
        rule %s
        salience -2    // after the next event, which can be the same
        when
            $partial : Suspect(detection == %s)
            %s
        then
            delete($partial);
        end
        """
        .formatted(
            name,
            partial(events),
            rule.exceptions().isEmpty()
                ? "$event : " + patterns.pattern(type, until, joined)
                : marked(slug + UNTIL, joined));
  }

  private String mark(String name, Stage stage, String suspect) throws EqlException {
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
        .formatted(name, patterns.pattern(type, stage, present), SafeText.literal(suspect));
  }

  /** The keys of the pattern's own stage against those of another. */
  private List<String> joined(Stage other, Stage own, String variable) {
    List<Field> others = keys(other);
    List<Field> owns = keys(own);
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < owns.size(); i++) {
      if (others.get(i).optional() && !owns.get(i).optional()) {
        joined.add(key(owns.get(i)) + " != null");
      }
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
