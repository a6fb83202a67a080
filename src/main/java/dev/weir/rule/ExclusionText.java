package dev.weir.rule;

import dev.weir.event.EcsField;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An exclusion to be written as a rule file of its own.
 *
 * @param packageName the package of the detection's file; empty for none
 * @param name the rule's name, without quotation marks, backslashes and control characters
 * @param detection the name that the detection gives its suspects
 * @param owner who answers for it
 * @param reason why it is there
 * @param expires the day from whose beginning it takes no part; null for none
 * @param tests what it asks of a suspect; all must hold
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
   * @param field its ECS name
   * @param pattern whether the value is a pattern, in which {@code *} and {@code ?} are wildcards
   * @param value the whole value, or the pattern
   */
  public record Test(String field, boolean pattern, String value) {

    /**
     * The test as a condition of a rule.
     *
     * @return as in {@code processName.has("curl")}
     */
    public String condition() {
      EcsField known = EcsField.of(field);
      if (known != null && known.isKey() && !pattern) {
        return known.accessor() + " == " + literal(value);
      }
      String values = known == null || known.isKey() ? fieldOf(field) : known.accessor();
      return values + (pattern ? ".like(" : ".has(") + literal(value) + ")";
    }

    private static String fieldOf(String name) {
      return "field(" + literal(name) + ")";
    }
  }

  /**
   * Makes the list unmodifiable.
   *
   * @param packageName the package
   * @param name the rule's name
   * @param detection the detection
   * @param owner who answers for it
   * @param reason why it is there
   * @param expires the day it ends on
   * @param tests what it asks for
   */
  public ExclusionText {
    tests = List.copyOf(tests);
  }

  /**
   * The file.
   *
   * @return DRL, ending in a line end
   */
  public String drl() {
    List<String> lines = new ArrayList<>();
    if (!packageName.isEmpty()) {
      lines.add("package " + packageName + ";");
      lines.add("");
    }
    lines.add("import dev.weir.event.Suspect;");
    lines.add("");
    lines.add("rule \"" + name + "\"");
    lines.add("@exclusion");
    lines.add("@owner(" + quoted(owner) + ")");
    lines.add("@reason(" + quoted(reason) + ")");
    if (expires != null) {
      lines.add("date-expires \"" + DATE.format(expires) + "\"");
    }
    lines.add("when");
    lines.add("    $suspect : Suspect(");
    lines.add("        detection == " + literal(detection) + ",");
    for (int i = 0; i < tests.size(); i++) {
      String end = i == tests.size() - 1 ? ")" : ",";
      lines.add("        " + tests.get(i).condition() + end);
    }
    lines.add("then");
    lines.add("    delete($suspect);");
    lines.add("end");
    return String.join("\n", lines) + "\n";
  }

  /** An annotation's text, in which a backslash stands before what is to be taken as it is. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * A text of the Java that Drools makes of a condition. What cannot be seen is written by its
   * number, so that whoever reviews the rule sees it.
   */
  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n"); // by its number it would end the line in Java
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                  if (isVisible(c)) {
                    literal.appendCodePoint(c);
                  } else {
                    for (char unit : Character.toChars(c)) {
                      literal.append(String.format("\\u%04x", (int) unit));
                    }
                  }
                }
              }
            });
    return literal.append('"').toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
