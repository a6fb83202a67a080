package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Text;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule file and, from the first time it is needed, its tree. Immutable for its users and safe for
 * any number of threads.
 */
public final class DrlFile {

  private static final Set<String> DEFINITIONS =
      Set.of("rule", "query", "declare", "function", "global");

  private final String name;
  private final String text;
  private @Nullable Tree tree;

  /** What is found in the file. Rules and declarations are missing if it does not parse. */
  record Tree(
      String code,
      List<DrlToken> tokens,
      String packageName,
      List<Import> imports,
      List<Type> types,
      List<Function> functions,
      List<DrlRule> rules) {}

  /**
   * An import of a class, or of a package's classes.
   *
   * @param target as in {@code dev.weir.event.Suspect} or {@code dev.weir.event.*}
   * @param offset where the target is in the file
   */
  public record Import(String target, int offset) {

    /** Whether it imports all classes of a package. */
    public boolean isWild() {
      return target.endsWith(".*");
    }

    /** The class's name without its package. */
    public String simpleName() {
      return target.substring(target.lastIndexOf('.') + 1);
    }
  }

  /**
   * A type that a rule file declares, or adds to.
   *
   * @param name without a package
   * @param offset where the name is in the file
   * @param inherits whether it extends another
   * @param isTimedEvent whether it has {@code @role(event)} and {@code @timestamp}
   */
  public record Type(String name, int offset, boolean inherits, boolean isTimedEvent) {}

  /**
   * A function of a rule file.
   *
   * @param name its name
   * @param returnsTexts whether it takes nothing and returns {@code String[]}
   * @param body what is found in its Java code
   */
  public record Function(String name, boolean returnsTexts, Expression body) {}

  /** A file by its name relative to the rule set's folder, with {@code /}. */
  public DrlFile(String name, String text) {
    this.name = name;
    this.text = text;
  }

  private synchronized Tree tree() {
    Tree known = tree;
    if (known == null) {
      known = DrlReader.read(this);
      tree = known;
    }
    return known;
  }

  /** Relative to the rule set's folder, with {@code /}. */
  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** The text with blanks in place of comments, so that every offset stays what it is. */
  public String code() {
    return tree().code();
  }

  public String code(Expression expression) {
    return code().substring(expression.start(), expression.end());
  }

  /** The code of a string without its quotation marks: safe to print, unlike its value. */
  public String written(Text text) {
    return code().substring(text.start() + 1, text.end() - 1);
  }

  /** Its words, symbols and literals, also of a file that does not parse. */
  public List<DrlToken> tokens() {
    return tree().tokens();
  }

  /** The tokens that begin at an offset or after it. */
  public List<DrlToken> tokensFrom(int offset) {
    return between(tokens(), offset, text.length());
  }

  /** Those of some tokens that begin from an offset on and before another. */
  static List<DrlToken> between(List<DrlToken> tokens, int from, int to) {
    return tokens.subList(firstFrom(tokens, from), firstFrom(tokens, Math.max(from, to)));
  }

  private static int firstFrom(List<DrlToken> tokens, int offset) {
    DrlToken wanted = new DrlToken("", offset);
    int at = Collections.binarySearch(tokens, wanted, Comparator.comparingInt(DrlToken::start));
    return at < 0 ? -at - 1 : at;
  }

  /** The package it is in; empty where it names none, or does not parse. */
  public String packageName() {
    return tree().packageName();
  }

  /** Its imports of classes; none if it does not parse. */
  public List<Import> imports() {
    return tree().imports();
  }

  /** The types it declares; none if it does not parse. */
  public List<Type> types() {
    return tree().types();
  }

  /** Its functions; none if it does not parse. */
  public List<Function> functions() {
    return tree().functions();
  }

  /** Its rules and queries in the order written; none if it does not parse. */
  public List<DrlRule> rules() {
    return tree().rules();
  }

  /** Whether there is anything in it but a package, imports and comments. */
  public boolean definesSomething() {
    return tokens().stream().anyMatch(token -> DEFINITIONS.contains(token.text()));
  }

  public String codeOutsideRules() {
    StringBuilder outside = new StringBuilder();
    int from = 0;
    for (DrlRule rule : rules()) {
      outside.append(code(), from, rule.start());
      from = rule.end();
    }
    return outside.append(code().substring(from)).toString();
  }

  /** Text over several lines on one, without the indentation. */
  public static String oneLine(String text) {
    if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
      return text.strip();
    }
    StringBuilder line = new StringBuilder();
    text.lines()
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .forEach(
            one -> {
              boolean glued = line.isEmpty() || line.charAt(line.length() - 1) == '(';
              line.append(glued ? "" : " ").append(one);
            });
    return line.toString();
  }

  public DrlPlace place(int offset) {
    int line = lineOf(offset);
    int column = offset - text.lastIndexOf('\n', offset - 1);
    return placeIn(line, column);
  }

  /** A place by line and column, from 1; the column may be 0. */
  public DrlPlace placeIn(int line, int column) {
    String found = text.lines().skip(Math.max(line, 1) - 1L).findFirst().orElse("");
    return new DrlPlace(name, line, column, found.replace('\t', ' '));
  }

  /** Where a line, from 1, begins; the text's length for a line past the end. */
  public int offsetOf(int line) {
    int offset = 0;
    for (int at = 1; at < line; at++) {
      int end = text.indexOf('\n', offset);
      if (end < 0) {
        return text.length();
      }
      offset = end + 1;
    }
    return offset;
  }

  /** The line, from 1, of an offset. */
  public int lineOf(int offset) {
    return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
  }
}
