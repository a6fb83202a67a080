package dev.weir.cases;

import dev.weir.internal.text.SafeText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The YAML text of a case table, line by line. */
final class TableText {

  /** What needs no quotation marks, even in a list or a map. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][\\w./-]*+(?: [\\w./-]++)*+|\\+ms");

  /** What YAML would not read as a string. */
  private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

  private final StringBuilder text = new StringBuilder();

  TableText line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
    return this;
  }

  /** A line and below it one line for each field. */
  TableText fields(int depth, String head, Map<String, ?> fields, int fieldsDepth) {
    line(depth, head);
    fields.forEach((name, value) -> line(fieldsDepth, text(name) + ": " + value(value)));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  static String value(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(TableText::value).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String string ? text(string) : String.valueOf(value);
  }

  static String text(String text) {
    if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
      return text;
    }
    return SafeText.literal(text);
  }
}
