package dev.weir.internal.eql;

/** Breaks long lines of DRL. */
final class DrlLines {

  /** The longest line. */
  static final int WIDTH = 110;

  /** The indentation of a condition. */
  static final String CONDITION = " ".repeat(8);

  private DrlLines() {}

  /** A condition on lines of bounded length where possible, all indented, further ones deeper. */
  static String wrap(String condition, String indent) {
    StringBuilder lines = new StringBuilder(indent);
    int lineStart = 0; // of the current line in lines
    int from = 0;
    for (int end = next(condition, 0); from < condition.length(); end = next(condition, from)) {
      String word = condition.substring(from, end);
      if (lines.length() - lineStart + word.stripTrailing().length() > WIDTH && from > 0) {
        lines.setLength(lines.toString().stripTrailing().length());
        lines.append('\n');
        lineStart = lines.length();
        lines.append(indent).append("    ");
      }
      lines.append(word);
      from = end;
    }
    return lines.toString().stripTrailing();
  }

  /** An annotation on several lines; a line break in a text is read as a blank. */
  static String wrapAnywhere(String annotation) {
    StringBuilder lines = new StringBuilder();
    int length = 0;
    for (String word : annotation.split(" ", -1)) {
      if (length > 0 && length + 1 + word.length() > WIDTH) {
        lines.append('\n').append(CONDITION);
        length = CONDITION.length();
      } else if (length > 0) {
        lines.append(' ');
        length++;
      }
      lines.append(word);
      length += word.length();
    }
    return lines.toString();
  }

  /** The offset after the next blank or opening parenthesis outside of strings. */
  private static int next(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || text.startsWith("(\"", i))) {
        return i + 1;
      }
    }
    return text.length();
  }
}
