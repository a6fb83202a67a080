package dev.weir.cases;

import dev.weir.event.EcsField;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** A test of one field. */
  public record Test(String field, boolean pattern, String value) {

    /** The test as a condition of a rule, as in {@code processName.has("curl")}. */
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

  /** Makes the list unmodifiable. */
  public ExclusionText {
    tests = List.copyOf(tests);
  }

  /** The file's DRL, ending in a line end. */
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

  /** A string of an annotation: only quotation marks and backslashes are escaped. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * A Java string literal. Invisible characters are written as Unicode escapes, so that a reviewer
   * sees them.
   */
  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n"); // a Unicode escape would end the line in Java
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
