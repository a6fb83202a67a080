package dev.weir.internal.service.console;

import dev.weir.internal.service.console.ProcessTree.Row;
import java.util.List;
import java.util.Locale;

/** The process tree as a drawing, whose description has the same words. */
final class TreeDrawing {

  private static final int ROW = 46;
  private static final int INDENT = 22;
  private static final int WIDTH = 760;

  /** What a line of 14 pixels has room for. */
  private static final int PER_CHARACTER = 8;

  private TreeDrawing() {}

  static void write(Html html, List<Row> rows) {
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group");
    html.open(
        "svg",
        "class",
        "tree",
        "role",
        "img",
        "aria-labelledby",
        "tree-title tree-words",
        "width",
        String.valueOf(WIDTH),
        "height",
        String.valueOf(rows.size() * ROW + 8),
        "viewBox",
        "0 0 " + WIDTH + " " + (rows.size() * ROW + 8));
    html.element("title", "Who started whom", "id", "tree-title");
    html.element("desc", cut(ProcessTree.words(rows), 4_000), "id", "tree-words");
    for (int i = 0; i < rows.size(); i++) {
      int parent = parent(rows, i);
      if (parent >= 0) {
        connect(html, rows, parent, i);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      row(html, rows.get(i), i);
    }
    html.close().close();
  }

  /** The nearest line above that is less deep. */
  private static int parent(List<Row> rows, int at) {
    for (int i = at - 1; i >= 0; i--) {
      if (rows.get(i).depth() < rows.get(at).depth()) {
        return i;
      }
    }
    return -1;
  }

  private static void connect(Html html, List<Row> rows, int parent, int child) {
    int x = x(rows.get(parent)) + 6;
    int y = child * ROW + 18;
    html.open(
            "path",
            "class",
            "branch",
            "d",
            "M" + x + " " + (parent * ROW + 26) + "V" + y + "H" + (x(rows.get(child)) - 2))
        .close();
  }

  private static void row(Html html, Row row, int number) {
    int x = x(row);
    int y = number * ROW + 18;
    String kind = row.kind().name().toLowerCase(Locale.ROOT);
    html.open("g", "class", kind);
    if (row.kind() == ProcessTree.Kind.ACTION) {
      html.open("path", "class", "mark", "d", "M" + x + " " + (y - 5) + "l9 5l-9 5z").close();
    } else {
      html.open("circle", "class", "mark", "cx", "" + (x + 6), "cy", "" + y, "r", "6").close();
    }
    int room = (WIDTH - x - 20) / PER_CHARACTER;
    html.open("text", "x", "" + (x + 20), "y", "" + (y + 5));
    html.element("tspan", cut(row.title(), room), "class", "name");
    if (!row.user().isEmpty()) {
      html.element("tspan", cut(row.user(), 40), "class", "user", "dx", "10");
    }
    html.close();
    html.element(
        "text", cut(row.detail(), room), "class", "detail", "x", "" + (x + 20), "y", "" + (y + 22));
    html.close();
  }

  private static int x(Row row) {
    return 4 + Math.min(row.depth(), 12) * INDENT;
  }

  static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, Math.max(1, max - 1)) + "…";
  }
}
