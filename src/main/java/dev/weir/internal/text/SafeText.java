package dev.weir.internal.text;

import java.nio.file.Path;

/** Text from events, made safe to print. */
public final class SafeText {

  private SafeText() {}

  /**
   * The text on one line. Control and format characters are escaped, because text from an event
   * must not move the cursor, colour the terminal or start a line of its own.
   */
  public static String oneLine(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /**
   * A string literal as in Java, DRL and YAML. Invisible characters are written as Unicode escapes,
   * so that a reviewer sees them.
   */
  public static String literal(String text) {
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

  /** A string of an annotation in DRL, where only quotation marks and backslashes are escaped. */
  public static String annotation(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A path as one word of a shell command, quoted if necessary. */
  public static String shellWord(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+-]+") ? text : "'" + text + "'";
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
