package dev.weir.rule;

/**
 * Something wrong with a rule file.
 *
 * @param file the file, relative to the rule set's folder
 * @param line the line, from 1; 0 where it concerns the whole file
 * @param column the column, from 1; 0 where it concerns the whole line
 * @param text what is wrong
 * @param snippet the line itself, empty where there is none
 */
public record RuleIssue(String file, int line, int column, String text, String snippet) {

  /**
   * The issue as a compiler prints it: {@code file:line:column: error: text}, then the line and a
   * caret.
   *
   * @return one or three lines without a line end
   */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(file);
    if (line > 0) {
      shown.append(':').append(line).append(':').append(Math.max(column, 1));
    }
    shown.append(": error: ").append(text);
    if (!snippet.isBlank()) {
      String margin = " ".repeat(Math.max(column, 1) - 1);
      shown.append('\n').append(snippet).append('\n').append(margin).append('^');
    }
    return shown.toString();
  }
}
