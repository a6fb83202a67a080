package dev.weir.cases;

import dev.weir.internal.text.SafeText;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A new exclusion, as a rule file of its own.
 *
 * @param packageName the package of the detection's file; empty for none
 * @param name the rule's name, without quotation marks, backslashes and control characters
 * @param detection the name that the detection gives its suspects
 * @param owner who is responsible for it
 * @param reason why it exists
 * @param expires the day from whose start it no longer applies; null for none
 * @param tests what a suspect has to meet; all must hold
 */
public record ExclusionText(
    String packageName,
    String name,
    String detection,
    String owner,
    String reason,
    @Nullable LocalDate expires,
    List<Test> tests) {

  /** As Drools reads dates, whatever the locale. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu", Locale.ENGLISH);

  /**
   * A test of one field.
   *
   * @param field the field's ECS name
   * @param pattern whether the value may contain wildcards
   * @param value the wanted value
   */
  public record Test(String field, boolean pattern, String value) {

    /** {@return the test as a condition of a rule, as in {@code processName.has("curl")}} */
    public String condition() {
      FieldCondition.Test test = pattern ? FieldCondition.Test.LIKE : FieldCondition.Test.HAS;
      return new FieldCondition(field, false, test, List.of(value)).drl();
    }
  }

  /**
   * Makes the list unmodifiable.
   *
   * @param packageName the package of the detection's file; empty for none
   * @param name the rule's name
   * @param detection the name that the detection gives its suspects
   * @param owner who is responsible for it
   * @param reason why it exists
   * @param expires the day from whose start it no longer applies; null for none
   * @param tests what a suspect has to meet
   */
  public ExclusionText {
    tests = List.copyOf(tests);
  }

  /** {@return the file's DRL, ending in a line end} */
  public String drl() {
    String conditions =
        tests.stream().map(Test::condition).collect(Collectors.joining(",\n        "));
    return """
        %simport dev.weir.event.Suspect;

        rule "%s"
        @exclusion
        @owner(%s)
        @reason(%s)
        %swhen
            $suspect : Suspect(
                detection == %s,
                %s)
        then
            delete($suspect);
        end
        """
        .formatted(
            packageName.isEmpty() ? "" : "package " + packageName + ";\n\n",
            name,
            quoted(owner),
            quoted(reason),
            expires == null ? "" : "date-expires \"" + DATE.format(expires) + "\"\n",
            SafeText.literal(detection),
            conditions);
  }

  /** A string of an annotation: only quotation marks and backslashes are escaped. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
