package dev.weir.rule;

import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of a rule, and the place of the rule.
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
 * @param message {@code @message}: the alert's sentence, with placeholders like {@code
 *     ${process.name}}
 * @param authors {@code @author}
 * @param license {@code @license}
 * @param tags {@code @tags}
 * @param references {@code @references}
 * @param attack {@code @attack}
 * @param guide the text of the {@code @guide} file beside the rule, with placeholders like {@code
 *     ${process.name}}
 * @param exclusion whether it has {@code @exclusion}: it removes suspects, and its hits are counted
 * @param owner {@code @owner} of an exclusion
 * @param reason {@code @reason} of an exclusion
 * @param expires the rule's {@code date-expires}, after which it no longer applies; null without
 *     one
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

  /**
   * Reads a rule's annotations; those that are not of their form are issues.
   *
   * @param guides gives the text of a guide beside a rule file; null if there is none of that name
   */
  static RuleMetadata of(
      DrlRule rule,
      String ruleSet,
      BiFunction<String, String, @Nullable String> guides,
      List<RuleIssue> issues) {
    String file = rule.file().name();
    Values values = new Values(rule, issues);
    String guideFile = values.text("guide");
    String guide = guideFile.isEmpty() ? "" : guides.apply(file, guideFile);
    if (guide == null) {
      values.refuse("guide", "@guide names no .md file beside the rule: " + guideFile);
      guide = "";
    }
    return new RuleMetadata(
        rule.name(),
        ruleSet,
        file,
        rule.place().line(),
        rule.annotations().containsKey("id") ? values.text("id") : rule.name(),
        values.text("version"),
        values.severity(),
        values.percent("riskScore"),
        values.text("description"),
        values.text("message"),
        values.texts("author"),
        values.text("license"),
        values.texts("tags"),
        values.texts("references"),
        values.attack(),
        guide,
        rule.isExclusion(),
        values.text("owner"),
        values.text("reason"),
        rule.expires());
  }

  /** Reads the values of a rule's annotations. */
  private record Values(DrlRule rule, List<RuleIssue> issues) {

    private List<Text> all(String name) {
      DrlRule.Annotation annotation = rule.annotations().get(name);
      return annotation == null ? List.of() : annotation.values();
    }

    List<String> texts(String name) {
      return all(name).stream().map(Text::value).toList();
    }

    String text(String name) {
      List<Text> all = all(name);
      return all.isEmpty() ? "" : all.get(0).value();
    }

    String severity() {
      String severity = text("severity");
      if (!severity.isEmpty() && !SEVERITIES.contains(severity)) {
        refuse("severity", "@severity is none of " + SEVERITIES + ": " + severity);
      }
      return severity;
    }

    int percent(String name) {
      String text = text(name);
      if (text.isEmpty()) {
        return 0;
      }
      try {
        int percent = Integer.parseInt(text);
        if (percent >= 0 && percent <= 100) {
          return percent;
        }
      } catch (NumberFormatException e) {
        // as wrong as a number out of range
      }
      refuse(name, "@" + name + " is not a whole number from 0 to 100: " + text);
      return 0;
    }

    List<Attack> attack() {
      List<Attack> attack = new ArrayList<>();
      for (Text text : all("attack")) {
        try {
          attack.add(Attack.parse(text.value()));
        } catch (IllegalArgumentException e) {
          refuse(text.start(), String.valueOf(e.getMessage()));
        }
      }
      return List.copyOf(attack);
    }

    void refuse(String name, String message) {
      refuse(all(name).get(0).start(), message);
    }

    private void refuse(int offset, String message) {
      issues.add(RuleIssue.at(rule.place(offset), message));
    }
  }
}
