package dev.weir.internal.eql;

import dev.weir.internal.eql.ImportedRule.Metadata;
import dev.weir.internal.eql.ImportedRule.RuleException;
import dev.weir.internal.text.ExclusionDrl;
import dev.weir.internal.text.SafeText;
import dev.weir.internal.text.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An imported rule as a file of DRL, with the query that it was in its header. */
public final class RuleText {

  /** The package of imported rules. */
  public static final String PACKAGE = "imported";

  private final ImportedRule rule;
  private final String slug;
  private final EqlQuery query;
  private final @Nullable Duration defaultSpan;

  /**
   * Parses the query of a rule.
   *
   * @param slug the name of its files, and of its suspects
   * @param defaultSpan the span of a sequence without one; null to refuse it
   */
  public RuleText(ImportedRule rule, String slug, @Nullable Duration defaultSpan)
      throws EqlException {
    this.rule = rule;
    this.slug = slug;
    this.query = EqlQuery.parse(rule.query());
    this.defaultSpan = defaultSpan;
  }

  /** The file. */
  public String drl() throws EqlException {
    if (!query.pipes().isEmpty()) {
      EqlQuery.Pipe pipe = query.pipes().get(0);
      throw query.error(pipe.start(), "the pipe " + pipe.name(), "a stream has no last event");
    }
    SequenceText sequence = new SequenceText(query, rule, slug, defaultSpan);
    boolean one = query.kind() == EqlQuery.Kind.EVENT;
    if (!one) {
      sequence.refuse();
    }
    return """
        package %s;

        %s
        import dev.weir.event.%s;
        import dev.weir.event.Suspect;

        global dev.weir.alert.Alerts alerts;

        %s"""
        .formatted(
            PACKAGE,
            header(),
            one ? SequenceText.ANY_EVENT : sequence.type(),
            one ? event() : sequence.rules(RuleText::name, annotations()));
  }

  private String event() throws EqlException {
    return """
        rule %s
        when
            $event : %s
        then
            insert(new Suspect(%s, $event));
        end

        rule %s
        %ssalience -10    // after the exclusions
        when
            $suspect : Suspect(detection == %s, $event : event)
        then
            alerts.raise($event);
            delete($suspect);
        end
        """
        .formatted(
            name(rule.name() + ": event"),
            new PatternWriter(query, rule)
                .pattern(SequenceText.ANY_EVENT, query.stages().get(0), List.of()),
            SafeText.literal(slug),
            name(rule.name()),
            annotations(),
            SafeText.literal(slug));
  }

  /** The files of its exclusions. */
  public List<String> exclusions() {
    List<String> files = new ArrayList<>();
    List<String> suspects =
        query.kind() == EqlQuery.Kind.EVENT ? List.of(slug) : SequenceText.suspects(query, slug);
    for (String suspect : suspects) {
      rule.exceptions().forEach(one -> files.add(exclusion(one, suspect, files.size())));
    }
    return files;
  }

  private String exclusion(RuleException one, String suspect, int before) {
    List<String> conditions = new ArrayList<>();
    conditions.add("        detection == " + SafeText.literal(suspect));
    one.conditions()
        .forEach(condition -> conditions.add(DrlLines.wrap(condition, DrlLines.CONDITION)));
    return ExclusionDrl.of(
        PACKAGE,
        plain(rule.name() + ": exception " + (before + 1) + ", " + one.name()),
        SafeText.oneLine(one.owner()),
        SafeText.oneLine(one.reason().replaceAll("\\s+", " ")),
        one.expires(),
        conditions);
  }

  /** A field as a rule writes it: by its accessor, or by {@code field("...")}. */
  public static String field(String name) {
    return OperandWriter.field(name);
  }

  /** Texts as arguments. */
  public static String list(List<String> texts) {
    return ConditionWriter.list(texts);
  }

  private String header() {
    return """
        // Imported by weir import from %s
        // SHA-256 of the query: %s
        //
        %s
        """
        .formatted(
            SafeText.oneLine(rule.origin()),
            Sha256.hex(rule.query()),
            rule.query()
                .strip()
                .lines()
                .map(
                    line -> ("//     " + SafeText.oneLine(line.replace('\t', ' '))).stripTrailing())
                .collect(Collectors.joining("\n")));
  }

  private String annotations() {
    Metadata data = rule.metadata();
    StringBuilder text = new StringBuilder();
    texts(text, "id", List.of(data.id()));
    if (!data.version().isEmpty()) {
      text.append("@version(").append(data.version()).append(")\n");
    }
    texts(text, "severity", List.of(data.severity()));
    if (data.riskScore() > 0) {
      text.append("@riskScore(").append(data.riskScore()).append(")\n");
    }
    texts(text, "description", List.of(data.description()));
    String host = rule.query().contains("host.") ? " on ${host.name}" : "";
    texts(text, "message", List.of(rule.name() + host));
    texts(text, "author", data.authors());
    texts(text, "license", List.of(data.license()));
    texts(text, "guide", rule.guide().isBlank() ? List.of() : List.of(slug + ".md"));
    texts(text, "tags", data.tags());
    texts(text, "references", data.references());
    texts(text, "attack", data.attack());
    return text.toString();
  }

  private static void texts(StringBuilder text, String annotation, List<String> values) {
    String list =
        values.stream()
            .map(one -> one.strip().replaceAll("\\s+", " "))
            .filter(one -> !one.isEmpty())
            .map(SafeText::oneLine)
            .map(SafeText::annotation)
            .collect(Collectors.joining(", "));
    if (!list.isEmpty()) {
      String line = "@" + annotation + "(" + list + ")";
      text.append(DrlLines.wrapAnywhere(line)).append('\n');
    }
  }

  /** A rule's name in quotation marks, which cannot contain any. */
  private static String name(String text) {
    return '"' + plain(text) + '"';
  }

  private static String plain(String text) {
    return SafeText.oneLine(text).replace('"', '\'').replace('\\', '/');
  }
}
