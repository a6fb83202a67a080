package dev.weir.rule;

import dev.weir.internal.drl.DrlPlace;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A fault in a rule file, with its place.
 *
 * @param file the file, relative to the rule set's folder
 * @param line the line, from 1; 0 where it concerns the whole file
 * @param column the column, from 1; 0 where it concerns the whole line
 * @param severity whether the rules can be used all the same
 * @param text what is wrong
 * @param hint what to do about it; may be empty
 * @param snippet the line itself, empty where there is none
 */
public record RuleIssue(
    String file,
    int line,
    int column,
    Severity severity,
    String text,
    String hint,
    String snippet) {

  /** By files, lines and columns. */
  public static final Comparator<RuleIssue> BY_LOCATION =
      Comparator.comparing(RuleIssue::file)
          .thenComparing(RuleIssue::line)
          .thenComparing(RuleIssue::column);

  /** Whether the rules can be used. */
  public enum Severity {
    /** The rules cannot be used. */
    ERROR,
    /** The rules can be used, but hardly do what was meant. */
    WARNING;

    @Override
    public String toString() {
      return this == ERROR ? "error" : "warning";
    }
  }

  /**
   * {@return an error in a file as a whole}
   *
   * @param file the file, relative to the rule set's folder
   * @param text what is wrong
   */
  public static RuleIssue ofFile(String file, String text) {
    return new RuleIssue(file, 0, 0, Severity.ERROR, text, "", "");
  }

  /**
   * {@return an error at a line, which is not shown}
   *
   * @param file the file
   * @param line the line, from 1
   * @param text what is wrong
   */
  public static RuleIssue at(String file, int line, String text) {
    return new RuleIssue(file, line, 1, Severity.ERROR, text, "", "");
  }

  /** An error at a place in a rule file. */
  static RuleIssue at(DrlPlace place, String text) {
    return new RuleIssue(
        place.file(), place.line(), place.column(), Severity.ERROR, text, "", place.snippet());
  }

  /**
   * {@return the same issue with another text}
   *
   * @param words what is wrong
   */
  public RuleIssue withText(String words) {
    return new RuleIssue(file, line, column, severity, words, hint, snippet);
  }

  /**
   * {@return the same issue with a hint}
   *
   * @param advice what to do about it
   */
  public RuleIssue withHint(String advice) {
    return new RuleIssue(file, line, column, severity, text, advice, snippet);
  }

  /** {@return the same issue as a warning} */
  public RuleIssue asWarning() {
    return new RuleIssue(file, line, column, Severity.WARNING, text, hint, snippet);
  }

  /**
   * {@return the same issue with the folder before the file's name}
   *
   * @param folder the folder
   */
  public RuleIssue in(Path folder) {
    String path = folder.resolve(file).toString();
    return new RuleIssue(path, line, column, severity, text, hint, snippet);
  }

  /**
   * The issue as a compiler prints it: {@code file:line:column: error: text}, then the line and a
   * caret, then the hint.
   *
   * @return one to four lines without a line end
   */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(file);
    if (line > 0) {
      shown.append(':').append(line).append(':').append(Math.max(column, 1));
    }
    shown.append(": ").append(severity).append(": ").append(text);
    if (!snippet.isBlank()) {
      String margin = " ".repeat(Math.max(column, 1) - 1);
      shown.append('\n').append(snippet).append('\n').append(margin).append('^');
    }
    if (!hint.isEmpty()) {
      shown.append("\nhint: ").append(hint);
    }
    return shown.toString();
  }
}
