package dev.weir.internal.service.console;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An investigation guide as HTML. Its text contains values of events, so this knows only the
 * Markdown that can do no harm: headings, paragraphs, lists, tables, code and emphasis, but no
 * links and no HTML.
 */
final class Guide {

  private static final Pattern HEADING = Pattern.compile("#{1,6} +");
  private static final Pattern ITEM = Pattern.compile(" {0,3}(?:([-*+])|\\d{1,9}[.)]) +");
  private static final Pattern INLINE =
      Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\*([^*\\s][^*]*)\\*");
  private static final String FENCE = "```";
  private static final String INDENT = "    ";

  private final Html html;
  private final List<String> lines;
  private int at;

  private Guide(Html html, List<String> lines) {
    this.html = html;
    this.lines = lines;
  }

  static void write(Html html, String markdown) {
    html.open("div", "class", "guide");
    new Guide(html, markdown.lines().toList()).blocks();
    html.close();
  }

  private void blocks() {
    while (at < lines.size()) {
      String line = lines.get(at);
      Matcher heading = HEADING.matcher(line);
      if (line.isBlank()) {
        at++;
      } else if (heading.lookingAt()) {
        inline(line.substring(heading.end()), heading.end() <= 2 ? "h3" : "h4");
        at++;
      } else if (line.startsWith(FENCE)) {
        fenced();
      } else if (line.startsWith(INDENT)) {
        indented();
      } else if (line.startsWith("|")) {
        table();
      } else if (ITEM.matcher(line).lookingAt()) {
        list();
      } else {
        StringBuilder paragraph = new StringBuilder();
        do {
          paragraph.append(lines.get(at++).strip()).append(' ');
        } while (at < lines.size() && !startsBlock(lines.get(at)));
        inline(paragraph.toString().strip(), "p");
      }
    }
  }

  private static boolean startsBlock(String line) {
    return line.isBlank()
        || HEADING.matcher(line).lookingAt()
        || line.startsWith(FENCE)
        || line.startsWith("|")
        || ITEM.matcher(line).lookingAt();
  }

  private void fenced() {
    StringBuilder code = new StringBuilder();
    for (at++; at < lines.size() && !lines.get(at).startsWith(FENCE); at++) {
      code.append(lines.get(at)).append('\n');
    }
    at++;
    code(code);
  }

  private void indented() {
    StringBuilder code = new StringBuilder();
    for (; at < lines.size() && lines.get(at).startsWith(INDENT); at++) {
      code.append(lines.get(at).substring(INDENT.length())).append('\n');
    }
    code(code);
  }

  private void code(StringBuilder code) {
    html.open("pre", "tabindex", "0").lines(code.toString().stripTrailing()).close();
  }

  private void list() {
    Matcher first = ITEM.matcher(lines.get(at));
    boolean bullets = first.lookingAt() && first.group(1) != null;
    html.open(bullets ? "ul" : "ol");
    while (at < lines.size()) {
      Matcher item = ITEM.matcher(lines.get(at));
      if (!item.lookingAt() || (item.group(1) != null) != bullets) {
        break;
      }
      StringBuilder text = new StringBuilder(lines.get(at++).substring(item.end()));
      while (at < lines.size() && !startsBlock(lines.get(at))) {
        text.append(' ').append(lines.get(at++).strip());
      }
      inline(text.toString(), "li");
    }
    html.close();
  }

  private void table() {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group").open("table");
    String cell = "th";
    for (; at < lines.size() && lines.get(at).startsWith("|"); at++) {
      String row = lines.get(at).strip();
      if (row.matches("\\|[-:| ]+")) {
        cell = "td";
        continue;
      }
      html.open("tr");
      for (String text : row.substring(1).split("\\|", -1)) {
        if (!text.isEmpty()) {
          inline(text.strip(), cell);
        }
      }
      html.close();
    }
    html.close().close();
  }

  private void inline(String text, String element) {
    html.open(element);
    Matcher part = INLINE.matcher(text);
    int done = 0;
    while (part.find()) {
      html.text(text.substring(done, part.start()));
      if (part.group(1) != null) {
        html.element("code", part.group(1));
      } else if (part.group(2) != null) {
        html.element("strong", part.group(2));
      } else {
        html.element("em", part.group(3));
      }
      done = part.end();
    }
    html.text(text.substring(done)).close();
  }
}
