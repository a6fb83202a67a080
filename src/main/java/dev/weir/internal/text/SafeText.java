package dev.weir.internal.text;

/** Text from events, made safe to print. */
public final class SafeText {

  private SafeText() {}

  /**
   * The text on one line. Control and format characters are escaped, because text from an event
   * must not move the cursor, colour the terminal or start a line of its own. So are halves of
   * characters, which UTF-8 cannot write.
   */
  public static String oneLine(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR) {
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

  /** A text as one word of a shell command, quoted if necessary. */
  public static String shellWord(String text) {
    return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Whether a reader sees a character, and sees where it is. */
  public static boolean isVisible(int c) {
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
