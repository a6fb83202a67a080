package dev.weir.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A rule file as it stands in its folder. Immutable. */
final class DrlFile {

  private static final Pattern RULE =
      Pattern.compile("(?m)^[ \\t]*rule[ \\t]+(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|([^\\s\"']+))");

  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^[ \\t]*(?:rule|query|declare|function|global)\\b");

  /** Comments, and texts, in which there are none: patterns are full of {@code /*}. */
  private static final Pattern TEXT_OR_COMMENT =
      Pattern.compile(
          "\"(?:[^\"\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\n]++|\\\\.)*+'|//[^\n]*|(?s:/\\*.*?\\*/)");

  /** Runs of blanks, and texts, whose blanks count. */
  private static final Pattern TEXT_OR_BLANKS =
      Pattern.compile("(\"(?:[^\"\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\n]++|\\\\.)*+')|\\s+");

  /** A rule's name and the line it begins on, from 1. */
  record Heading(String rule, int line) {}

  private final String name;
  private final String text;
  private final String code;

  DrlFile(String name, String text) {
    this.name = name;
    this.text = text;
    this.code =
        TEXT_OR_COMMENT
            .matcher(text)
            .replaceAll(
                found -> {
                  String part = found.group();
                  String kept = part.startsWith("/") ? part.replaceAll("[^\n]", " ") : part;
                  return Matcher.quoteReplacement(kept);
                });
  }

  /** Relative to the rule set's folder, with {@code /}. */
  String name() {
    return name;
  }

  /** All of it. */
  String text() {
    return text;
  }

  /** The text with blanks in place of comments, so that every place stays where it is. */
  String code() {
    return code;
  }

  /** Code without what says nothing: equal for rules that differ in layout and comments alone. */
  static String compact(String code) {
    return TEXT_OR_BLANKS
        .matcher(code)
        .replaceAll(
            found -> found.group(1) == null ? " " : Matcher.quoteReplacement(found.group(1)))
        .strip();
  }

  /** Whether there is anything in it but a package, imports and comments. */
  boolean definesSomething() {
    return DEFINITION.matcher(code).find();
  }

  List<Heading> rules() {
    List<Heading> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(code);
    while (matcher.find()) {
      for (int group = 1; group <= 3; group++) {
        if (matcher.group(group) != null) {
          rules.add(new Heading(matcher.group(group), lineOf(matcher.start(group))));
        }
      }
    }
    return rules;
  }

  /** The line a rule begins on, 1 if it is not in this file. */
  int lineOfRule(String rule) {
    return rules().stream()
        .filter(heading -> heading.rule().equals(rule))
        .mapToInt(Heading::line)
        .findFirst()
        .orElse(1);
  }

  /** An issue with a rule's annotation: at the words that the message ends in, else at the rule. */
  RuleIssue issueWith(Heading heading, String message) {
    int from = text.indexOf('@', offsetOf(heading.line()));
    int at = text.indexOf(message.substring(message.lastIndexOf(": ") + 1).strip(), from);
    return from < 0 || at < 0 ? issueAt(heading.line(), 0, message) : issueAt(at, message);
  }

  /** An error at a place of this file's text. */
  RuleIssue issueAt(int offset, String message) {
    return issueAt(offset, RuleIssue.Severity.ERROR, message);
  }

  /** An error at a line, from 1; the column may be 0. */
  RuleIssue issueAt(int line, int column, String message) {
    return new RuleIssue(name, line, column, RuleIssue.Severity.ERROR, message, "", line(line));
  }

  /** An issue at a place of this file's text. */
  RuleIssue issueAt(int offset, RuleIssue.Severity severity, String message) {
    int line = lineOf(offset);
    return new RuleIssue(name, line, columnOf(offset), severity, message, "", line(line));
  }

  /** Where a line begins in the text; the text's length for a line past the end. */
  int offsetOf(int line) {
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

  /** The line, from 1, that a place of the text is on. */
  int lineOf(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** The column, from 1, that a place of the text is in. */
  int columnOf(int offset) {
    return offset - text.lastIndexOf('\n', offset - 1);
  }

  private String line(int line) {
    @Nullable String found = text.lines().skip(Math.max(line, 1) - 1L).findFirst().orElse(null);
    return found == null ? "" : found.replace('\t', ' ');
  }
}
