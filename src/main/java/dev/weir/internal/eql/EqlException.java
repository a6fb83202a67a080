package dev.weir.internal.eql;

/** A place in a query that is wrong, or that Weir does not support. */
public final class EqlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String hint;
  private final int line;
  private final int column;
  private final String text;

  EqlException(String query, int offset, String reason, String hint) {
    super(reason);
    this.reason = reason;
    this.hint = hint;
    int at = Math.min(offset, query.length());
    String before = query.substring(0, at);
    int lineStart = before.lastIndexOf('\n') + 1;
    int lineEnd = query.indexOf('\n', at);
    this.line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    this.column = at - lineStart + 1;
    this.text = query.substring(lineStart, lineEnd < 0 ? query.length() : lineEnd).stripTrailing();
  }

  /** What is wrong, in one line. */
  public String reason() {
    return reason;
  }

  /** What to do about it; may be empty. */
  public String hint() {
    return hint;
  }

  /** The line in the query, from 1. */
  public int line() {
    return line;
  }

  /** The column in the line, from 1. */
  public int column() {
    return column;
  }

  /** The line of the query with a caret below the place, and the hint. */
  public String excerpt() {
    String caret = " ".repeat(column - 1) + "^";
    return text.replace('\t', ' ') + "\n" + caret + (hint.isEmpty() ? "" : "\nhint: " + hint);
  }
}
