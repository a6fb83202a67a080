package dev.weir.internal.service.console;

import dev.weir.internal.text.SafeText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A writer of HTML and inline SVG in which no text can become markup: names of elements and
 * attributes come from the program, and everything else is escaped. Invisible characters of a text
 * are shown as their numbers.
 */
final class Html {

  private static final Set<String> VOID = Set.of("meta", "link", "input", "br", "hr");
  private static final Set<String> ADDRESSES = Set.of("href", "src", "action");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

  /** A page of the console, or a site that a rule names. Nothing else, such as javascript:. */
  private static final Pattern ADDRESS = Pattern.compile("(/(?!/)|\\?|#|https?://).*");

  private final StringBuilder out = new StringBuilder(16 << 10);
  private final Deque<String> open = new ArrayDeque<>();

  /** The start of every page. */
  Html document() {
    out.append("<!DOCTYPE html>\n");
    return this;
  }

  /**
   * Begins an element, which {@link #close} ends.
   *
   * @param attributes names and values in turn; an empty value is written, too
   */
  Html open(String element, String... attributes) {
    begin(element, attributes);
    if (!VOID.contains(element)) {
      open.push(element);
    }
    return this;
  }

  /** Writes an element with a text. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** Ends the innermost open element. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  private void begin(String element, String... attributes) {
    out.append('<').append(checked(element));
    for (int i = 0; i < attributes.length; i += 2) {
      String name = checked(attributes[i]);
      if (name.startsWith("on") || name.equals("style")) {
        throw new IllegalArgumentException("the policy of the console forbids " + name);
      }
      if (!ADDRESSES.contains(name) || ADDRESS.matcher(attributes[i + 1]).matches()) {
        out.append(' ').append(name).append("=\"");
        escape(SafeText.oneLine(attributes[i + 1]));
        out.append('"');
      }
    }
    out.append('>');
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name: " + name);
    }
    return name;
  }

  /** Writes a text on one line. */
  Html text(String text) {
    visible(text, false);
    return this;
  }

  /** Writes a text whose lines and tabs count. */
  Html lines(String text) {
    visible(text, true);
    return this;
  }

  private void visible(String text, boolean lines) {
    boolean drawing = open.contains("svg");
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      int next = at + Character.charCount(c);
      if (!SafeText.isVisible(c) && !(lines && (c == '\n' || c == '\t'))) {
        escape(text.substring(from, at));
        String number = String.format("U+%04X", c);
        if (drawing) {
          out.append('[').append(number).append(']');
        } else {
          out.append("<span class=\"unseen\">").append(number).append("</span>");
        }
        from = next;
      }
      at = next;
    }
    escape(text.substring(from));
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return out.toString();
  }
}
