package dev.weir.internal.eql;

import dev.weir.internal.eql.ImportedRule.Metadata;
import dev.weir.internal.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** An imported rule as a file of DRL, with the query that it was in its header. */
public final class RuleText {

  /** The package of imported rules. */
  public static final String PACKAGE = "imported";

  private static final String CONDITION = " ".repeat(8);

  private final ImportedRule rule;
  private final String slug;
  private final EqlQuery query;

  /**
   * Parses the query of a rule.
   *
   * @param slug the name of its files, and of its suspects
   */
  public RuleText(ImportedRule rule, String slug) throws EqlException {
    this.rule = rule;
    this.slug = slug;
    this.query = EqlQuery.parse(rule.query());
  }

  /** The file. */
  public String drl() throws EqlException {
    refuse();
    EqlQuery.Stage event = query.stages().get(0);
    List<String> conditions = new ArrayList<>();
    if (event.category() != null) {
      conditions.add(
          OperandWriter.field(rule.categoryField())
              + ".has("
              + SafeText.literal(event.category())
              + ")");
    }
    if (!rule.indices().isEmpty()) {
      conditions.add("fromIndex(" + ConditionWriter.list(rule.indices()) + ")");
    }
    conditions.addAll(new ConditionWriter(query).conditions(event.condition()));
    String pattern =
        conditions.isEmpty()
            ? "AnyEvent()"
            : conditions.stream()
                .map(one -> DrlLines.wrap(one, CONDITION))
                .collect(Collectors.joining(",\n", "AnyEvent(\n", ")"));
    return """
        package %s;

        %s
        import dev.weir.event.AnyEvent;
        import dev.weir.event.Suspect;

        global dev.weir.alert.Alerts alerts;

        rule %s
        when
            $event : %s
        then
            insert(new Suspect(%s, $event));
        end

        rule %s
        salience -10    // after the exclusions
        %swhen
            $suspect : Suspect(detection == %s, $event : event)
        then
            alerts.raise($event);
            delete($suspect);
        end
        """
        .formatted(
            PACKAGE,
            header(),
            name(rule.name() + ": event"),
            pattern,
            SafeText.literal(slug),
            name(rule.name()),
            annotations(),
            SafeText.literal(slug));
  }

  private void refuse() throws EqlException {
    if (!query.pipes().isEmpty()) {
      EqlQuery.Pipe pipe = query.pipes().get(0);
      throw query.error(pipe.start(), "the pipe " + pipe.name(), "a stream has no last event");
    }
    if (query.kind() != EqlQuery.Kind.EVENT) {
      throw query.error(
          0, "a " + (query.kind() == EqlQuery.Kind.SAMPLE ? "sample" : "sequence"), "");
    }
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
            hash(rule.query()),
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
            .map(RuleText::quoted)
            .collect(Collectors.joining(", "));
    if (!list.isEmpty()) {
      String line = "@" + annotation + "(" + list + ")";
      text.append(DrlLines.wrap(line, CONDITION).stripLeading()).append('\n');
    }
  }

  /** A string of an annotation: only quotation marks and backslashes are escaped. */
  private static String quoted(String text) {
    return '"' + SafeText.oneLine(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A rule's name in quotation marks, which cannot contain any. */
  private static String name(String text) {
    return '"' + SafeText.oneLine(text).replace('"', '\'').replace('\\', '/') + '"';
  }

  /** SHA-256 in hex. */
  public static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
