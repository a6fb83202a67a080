package dev.weir.rule;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule file as it stands in its folder.
 *
 * @param name relative to the rule set's folder, with {@code /}
 * @param text all of it
 */
record DrlFile(String name, String text) {

  private static final Pattern RULE =
      Pattern.compile("(?m)^[ \\t]*rule[ \\t]+(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|([^\\s\"']+))");

  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^[ \\t]*(?:rule|query|declare|function|global)\\b");

  /** Comments, and texts, in which there are none: patterns are full of {@code /*}. */
  private static final Pattern TEXT_OR_COMMENT =
      Pattern.compile(
          "\"(?:[^\"\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\n]++|\\\\.)*+'|//[^\n]*|(?s:/\\*.*?\\*/)");

  /** A rule's name and the line it begins on, from 1. */
  record Heading(String rule, int line) {}

  /** The rule files below a folder by name; hidden files and editors' copies are not rule files. */
  static List<DrlFile> readAll(Path folder, List<RuleIssue> issues) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths =
          walk.filter(path -> isRuleFile(folder.relativize(path)))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    List<DrlFile> files = new ArrayList<>();
    for (Path path : paths) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      try {
        files.add(new DrlFile(name, Files.readString(path)));
      } catch (CharacterCodingException e) {
        issues.add(new RuleIssue(name, 0, 0, "is not UTF-8 text", ""));
      }
    }
    return files;
  }

  private static boolean isRuleFile(Path inFolder) {
    for (Path part : inFolder) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return inFolder.toString().endsWith(".drl");
  }

  /** The text with blanks in place of comments, so that every place stays where it is. */
  String code() {
    return TEXT_OR_COMMENT
        .matcher(text)
        .replaceAll(
            found -> {
              String part = found.group();
              String kept = part.startsWith("/") ? part.replaceAll("[^\n]", " ") : part;
              return Matcher.quoteReplacement(kept);
            });
  }

  /** Whether there is anything in it but a package, imports and comments. */
  boolean definesSomething() {
    return DEFINITION.matcher(code()).find();
  }

  List<Heading> rules() {
    List<Heading> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(code());
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

  /** An issue at a place of this file's text. */
  RuleIssue issueAt(int offset, String message) {
    int line = lineOf(offset);
    int column = offset - text.lastIndexOf('\n', offset - 1);
    return new RuleIssue(name, line, column, message, line(line));
  }

  /** An issue at a line, from 1; the column may be 0. */
  RuleIssue issueAt(int line, int column, String message) {
    return new RuleIssue(name, line, column, message, line(line));
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

  private String line(int line) {
    @Nullable String found = text.lines().skip(Math.max(line, 1) - 1L).findFirst().orElse(null);
    return found == null ? "" : found.replace('\t', ' ');
  }
}
