package dev.weir.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kie.api.builder.Message;

/**
 * Brings the compiler's messages back to the author's file. Drools knows the file and often the
 * line of a fault in DRL, but gives line -1 for an unknown type, and for a fault in the Java it
 * generates names the generated file; there the words that the message quotes are looked up in the
 * rule files.
 */
final class DrlErrors {

  private static final Pattern SYNTAX = Pattern.compile("\\[ERR \\d+\\] Line (\\d+):(\\d+) (.*)");
  private static final Pattern CONSEQUENCE =
      Pattern.compile("Unable to parse consequence caused by: \\(line (\\d+),col (\\d+)\\) (.*)");

  /** What the author wrote that the compiler stumbled over, as messages quote it. */
  private static final List<Pattern> QUOTES =
      List.of(
          Pattern.compile("Unable to find class: (\\S+)"),
          Pattern.compile("Unable to Analyse Expression (.+?):?$"),
          Pattern.compile("Predicate '(.+)' must be"),
          Pattern.compile("Only a type can be imported\\. (\\S+)"),
          Pattern.compile("The import (\\S+) cannot be resolved"),
          Pattern.compile("(\\S+) cannot be resolved"),
          Pattern.compile("Method (\\w+) on class"),
          Pattern.compile("The method (\\w+)\\("),
          Pattern.compile("Duplicate rule name: (.+)"));

  private final List<DrlFile> files;

  DrlErrors(List<DrlFile> files) {
    this.files = files;
  }

  List<RuleIssue> issues(List<Message> messages) {
    Set<RuleIssue> issues = new LinkedHashSet<>();
    for (Message message : messages) {
      String text = firstLine(message.getText());
      // accompany a message that says what is wrong
      if (!text.startsWith("Java source of ") && !text.contains("null Package")) {
        issues.add(issue(message, text));
      }
    }
    return new ArrayList<>(issues);
  }

  private RuleIssue issue(Message message, String text) {
    DrlFile file = file(message.getPath());
    Matcher syntax = SYNTAX.matcher(text);
    if (file != null && syntax.matches()) {
      int column = Integer.parseInt(syntax.group(2)) + 1;
      return file.issueAt(Integer.parseInt(syntax.group(1)), column, syntax.group(3));
    }
    Matcher consequence = CONSEQUENCE.matcher(text);
    if (file != null && message.getLine() > 0 && consequence.matches()) {
      return inConsequence(file, message.getLine(), consequence);
    }
    String quoted = quoted(text);
    RuleIssue found = quoted == null ? null : find(file, message.getLine(), quoted, text);
    if (found != null) {
      return found;
    }
    return file == null
        ? new RuleIssue(String.valueOf(message.getPath()), 0, 0, text, "")
        : file.issueAt(Math.max(message.getLine(), 0), 0, text);
  }

  /** A consequence's parser counts lines from its {@code then}. */
  private static RuleIssue inConsequence(DrlFile file, int ruleLine, Matcher fault) {
    Matcher then = Pattern.compile("(?m)^[ \\t]*then\\b").matcher(file.text());
    int thenLine = ruleLine;
    if (then.find(Math.min(file.offsetOf(ruleLine), file.text().length()))) {
      thenLine = (int) file.text().substring(0, then.end()).lines().count();
    }
    int line = thenLine + Integer.parseInt(fault.group(1)) - 1;
    return file.issueAt(line, Integer.parseInt(fault.group(2)), fault.group(3));
  }

  /** The first place of the quoted words: from the line on if it is known, else anywhere. */
  private @Nullable RuleIssue find(
      @Nullable DrlFile file, int line, String quoted, String message) {
    // white space may have been folded, and a word must not be found inside another
    String words = quoted.trim().replaceAll("\\s+", " ");
    String[] parts = words.split(" ", -1);
    StringBuilder regex = new StringBuilder("(?<![\\w$])");
    for (int i = 0; i < parts.length; i++) {
      regex.append(i == 0 ? "" : "\\s+").append(Pattern.quote(parts[i]));
    }
    Pattern place = Pattern.compile(regex + (words.matches(".*\\w") ? "(?!\\w)" : ""));
    for (DrlFile candidate : file == null ? files : List.of(file)) {
      Matcher matcher = place.matcher(candidate.text());
      if (matcher.find(line > 0 ? candidate.offsetOf(line) : 0)) {
        return candidate.issueAt(matcher.start(), message);
      }
    }
    return null;
  }

  private static @Nullable String quoted(String text) {
    for (Pattern pattern : QUOTES) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return null;
  }

  private @Nullable DrlFile file(@Nullable String path) {
    for (DrlFile file : files) {
      if (file.name().equals(path)) {
        return file;
      }
    }
    return null;
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }
}
