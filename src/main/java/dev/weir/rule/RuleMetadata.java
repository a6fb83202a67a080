package dev.weir.rule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of itself in its DRL annotations, and where it stands.
 *
 * @param name the rule's name
 * @param ruleSet the hash of its rule set
 * @param file its file, relative to the rule set's folder
 * @param line the line of {@code rule}, from 1
 * @param id {@code @id}; the rule's name where it has none
 * @param version {@code @version}
 * @param severity {@code @severity}: informational, low, medium, high or critical
 * @param riskScore {@code @riskScore}, 0 to 100
 * @param description {@code @description}
 * @param message {@code @message}: the alert's sentence, with places like {@code ${process.name}}
 * @param authors {@code @author}
 * @param license {@code @license}
 * @param tags {@code @tags}
 * @param references {@code @references}
 * @param attack {@code @attack}
 * @param guide the text of the {@code @guide} file beside the rule, with places like {@code
 *     ${process.name}}
 * @param exclusion whether it carries {@code @exclusion}: it takes suspects out, and each hit is
 *     counted
 * @param owner {@code @owner} of an exclusion
 * @param reason {@code @reason} of an exclusion
 * @param expires the rule's {@code date-expires}, from which on it takes no part; null without one
 */
public record RuleMetadata(
    String name,
    String ruleSet,
    String file,
    int line,
    String id,
    String version,
    String severity,
    int riskScore,
    String description,
    String message,
    List<String> authors,
    String license,
    List<String> tags,
    List<String> references,
    List<Attack> attack,
    String guide,
    boolean exclusion,
    String owner,
    String reason,
    @Nullable Instant expires) {

  private static final List<String> SEVERITIES =
      List.of("informational", "low", "medium", "high", "critical");

  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*)\"");

  /**
   * Reads a rule's annotations.
   *
   * @param annotations as Drools gives them: the raw text between the parentheses, null without any
   * @throws IllegalArgumentException if one is not of its form
   */
  static RuleMetadata of(
      String name,
      String ruleSet,
      String file,
      int line,
      Map<String, @Nullable Object> annotations,
      String guide,
      @Nullable Instant expires) {
    return new RuleMetadata(
        name,
        ruleSet,
        file,
        line,
        annotations.containsKey("id") ? text(annotations, "id") : name,
        text(annotations, "version"),
        severity(annotations),
        percent(annotations, "riskScore"),
        text(annotations, "description"),
        text(annotations, "message"),
        texts(annotations, "author"),
        text(annotations, "license"),
        texts(annotations, "tags"),
        texts(annotations, "references"),
        texts(annotations, "attack").stream().map(Attack::parse).toList(),
        guide,
        annotations.containsKey("exclusion"),
        text(annotations, "owner"),
        text(annotations, "reason"),
        expires);
  }

  static String text(Map<String, @Nullable Object> annotations, String key) {
    List<String> texts = texts(annotations, key);
    return texts.isEmpty() ? "" : texts.get(0);
  }

  private static List<String> texts(Map<String, @Nullable Object> annotations, String key) {
    Object raw = annotations.get(key);
    if (raw == null) {
      return List.of();
    }
    Matcher quoted = QUOTED.matcher(raw.toString());
    List<String> texts = quoted.results().map(found -> unquote(found.group(1))).toList();
    return texts.isEmpty() ? List.of(raw.toString().trim()) : texts;
  }

  /** A text may go over several lines; it is one line all the same. */
  private static String unquote(String text) {
    return text.replaceAll("\\s*\n\\s*", " ").replaceAll("\\\\(.)", "$1");
  }

  private static String severity(Map<String, @Nullable Object> annotations) {
    String severity = text(annotations, "severity");
    if (!severity.isEmpty() && !SEVERITIES.contains(severity)) {
      throw new IllegalArgumentException("@severity is none of " + SEVERITIES + ": " + severity);
    }
    return severity;
  }

  private static int percent(Map<String, @Nullable Object> annotations, String key) {
    String text = text(annotations, key);
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("\\d{1,2}|100")) {
      throw new IllegalArgumentException(
          "@" + key + " is not a whole number from 0 to 100: " + text);
    }
    return Integer.parseInt(text);
  }
}
