package dev.weir.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kie.api.builder.Message;

/**
 * Brings the compiler's messages back to the author's file. Drools knows the file and often the
 * line of a fault in DRL, but gives line -1 for an unknown type, and for a fault in the Java it
 * generates names the generated file; there the words that the message quotes, or those that the
 * Java was generated from, are looked up in the rule files.
 */
final class DrlErrors {

  private static final Pattern SYNTAX = Pattern.compile("\\[ERR \\d+\\] Line (\\d+):(\\d+) (.*)");
  private static final Pattern CONSEQUENCE =
      Pattern.compile("Unable to parse consequence caused by: \\(line (\\d+),col (\\d+)\\) (.*)");

  private static final Pattern FIRST_WORD_OF_CONSEQUENCE =
      Pattern.compile("(?m)^[ \\t]*then\\b\\s*");

  /** What the author wrote that the compiler stumbled over, as messages quote it. */
  private static final List<Pattern> QUOTES =
      List.of(
          Pattern.compile("Unable to find class:? '?([^\\s']+)"),
          Pattern.compile("Unable to Analyse Expression (.+?):?$"),
          Pattern.compile("Unable to parse left part of expression: (.+)"),
          Pattern.compile("Predicate '(.+)' must be"),
          Pattern.compile("Only a type can be imported\\. (\\S+)"),
          Pattern.compile("The import (\\S+) cannot be resolved"),
          Pattern.compile("(\\S+) cannot be resolved"),
          Pattern.compile("Unknown field (\\w+) on class"),
          Pattern.compile("Method (\\w+) on class"),
          Pattern.compile("The method (\\w+\\()"),
          Pattern.compile("Duplicate rule name: (.+)"),
          Pattern.compile("Text '(.+)' could not be parsed"));

  /** A field's values compared with a text: Drools does not say where. */
  private static final Pattern COMPARISON =
      Pattern.compile(
          "The method (?:alpha|beta)IndexedBy"
              + "|(?:operation requires compatible types|Cannot use \\w+ on).*\\.Values\\b");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^[ \\t]*import[ \\t]+(\\w+(?:\\.\\w+)+)(?![\\w.]);?");
  private static final Pattern TOKEN = Pattern.compile("[\\w$]+|\"(?:[^\"\\\\]++|\\\\.)*\"|\\S");

  /** Of an expression too long to be found as it stands, so many tokens tell where it begins. */
  private static final int TOKENS_AT_LEAST = 3;

  private static final int LONGEST_TEXT = 160;

  private static final String GENERATED = "Java source of ";
  private static final Pattern GENERATED_FOR =
      Pattern.compile(
          "PredicateInformation\\(\"(.*)\"\\);\\s+info\\.addRuleNames\\(\"(.*)\", \"(.*)\"\\)");

  private final List<DrlFile> files;
  private final Map<String, String> generated = new HashMap<>();

  DrlErrors(List<DrlFile> files) {
    this.files = files;
  }

  List<RuleIssue> issues(List<Message> messages) {
    for (Message message : messages) {
      if (message.getText().startsWith(GENERATED)) {
        generated.put(String.valueOf(message.getPath()), message.getText());
      }
    }
    // what a missing import leads to is told after it
    Set<RuleIssue> issues = new LinkedHashSet<>(missingImports());
    Set<RuleIssue> unplaced = new LinkedHashSet<>();
    if (messages.stream().anyMatch(message -> COMPARISON.matcher(message.getText()).find())) {
      files.forEach(file -> RuleText.of(file).forEach(rule -> issues.addAll(compared(rule))));
    }
    for (Message message : messages) {
      String text = firstLine(message.getText());
      // accompany a message that says what is wrong
      if (!text.startsWith(GENERATED) && !text.contains("null Package")) {
        RuleIssue issue = shortened(issue(message, text));
        boolean told = !issues.isEmpty() && COMPARISON.matcher(text).find();
        (issue.line() > 0 ? issues : unplaced).addAll(told ? List.of() : List.of(issue));
      }
    }
    if (issues.isEmpty() || unplaced.stream().anyMatch(issue -> isRuleFile(issue.file()))) {
      issues.addAll(unplaced);
    }
    return issues.stream().map(this::hinted).toList();
  }

  private RuleIssue hinted(RuleIssue issue) {
    DrlFile file = file(issue.file());
    if (file == null || issue.line() == 0 || !issue.hint().isEmpty()) {
      return issue;
    }
    int place = file.offsetOf(issue.line()) + Math.max(issue.column(), 1) - 1;
    int at = Math.min(place, file.code().length());
    return issue.withHint(DrlHints.of(issue.text(), file.code().substring(at)));
  }

  private static List<RuleIssue> compared(RuleText rule) {
    return Comparison.in(rule, rule.everyCondition(), RuleIssue.Severity.ERROR);
  }

  /** Drools quotes a whole condition, which the line shows anyway. */
  private static RuleIssue shortened(RuleIssue issue) {
    String text = issue.text();
    if (text.length() <= LONGEST_TEXT) {
      return issue;
    }
    String head = text.substring(0, LONGEST_TEXT) + "...";
    return new RuleIssue(
        issue.file(),
        issue.line(),
        issue.column(),
        issue.severity(),
        head,
        issue.hint(),
        issue.snippet());
  }

  /** What only building the rule base has shown, such as a date that is none. */
  RuleIssue issue(RuntimeException fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = firstLine(String.valueOf(cause.getMessage()));
    return anywhere(quoted(text), files.get(0).name(), text);
  }

  /** Drools names the first use of the missing type, if anything. */
  private List<RuleIssue> missingImports() {
    List<RuleIssue> missing = new ArrayList<>();
    for (DrlFile file : files) {
      Matcher imports = IMPORT.matcher(file.code());
      while (imports.find()) {
        String type = imports.group(1);
        if (Classes.find(type) == null && !isDeclared(type)) {
          missing.add(file.issueAt(imports.start(1), "There is no class " + type + " to import"));
        }
      }
    }
    return missing;
  }

  private boolean isDeclared(String type) {
    Pattern declared =
        Pattern.compile("\\bdeclare\\s[^\\n]*\\b" + type.substring(type.lastIndexOf('.') + 1));
    return files.stream().anyMatch(file -> declared.matcher(file.code()).find());
  }

  private RuleIssue issue(Message message, String text) {
    DrlFile file = file(message.getPath());
    if (file == null) {
      return inGenerated(message, text);
    }
    int line = message.getLine();
    Matcher syntax = SYNTAX.matcher(text);
    if (syntax.matches()) {
      int column = Integer.parseInt(syntax.group(2)) + 1;
      return file.issueAt(Integer.parseInt(syntax.group(1)), column, syntax.group(3));
    }
    Matcher consequence = CONSEQUENCE.matcher(text);
    if (line > 0 && consequence.matches()) {
      return inConsequence(file, line, consequence);
    }
    Integer call = CallSite.find(file, text);
    if (call != null) {
      return file.issueAt(call, text);
    }
    String quoted = quoted(text);
    RuleIssue found = quoted == null ? null : find(file, Math.max(line, 1), quoted, text);
    if (found != null) {
      return found;
    }
    return line > 0 ? file.issueAt(line, 0, text) : RuleIssue.ofFile(file.name(), text);
  }

  /** A consequence's parser is given it from its first word on, as line 2. */
  private static RuleIssue inConsequence(DrlFile file, int ruleLine, Matcher fault) {
    Matcher then = FIRST_WORD_OF_CONSEQUENCE.matcher(file.code());
    int start = then.find(file.offsetOf(ruleLine)) ? then.end() : file.offsetOf(ruleLine);
    int line = Integer.parseInt(fault.group(1)) - 2;
    int column = Integer.parseInt(fault.group(2));
    return line == 0
        ? file.issueAt(start + column - 1, fault.group(3))
        : file.issueAt(file.lineOf(start) + line, column, fault.group(3));
  }

  /**
   * A fault in generated Java: a condition's says of which rule it is, a consequence's does not.
   */
  private RuleIssue inGenerated(Message message, String text) {
    String path = String.valueOf(message.getPath());
    String quoted = quoted(text);
    Matcher origin = GENERATED_FOR.matcher(generated.getOrDefault(path, ""));
    if (origin.find()) {
      String expression = origin.group(1).replaceAll("\\\\(.)", "$1");
      DrlFile file = file(origin.group(3));
      for (String words : quoted == null ? List.of(expression) : List.of(quoted, expression)) {
        RuleIssue found =
            file == null ? null : find(file, file.lineOfRule(origin.group(2)), words, text);
        if (found != null) {
          return found;
        }
      }
    }
    return anywhere(quoted, path, text);
  }

  private RuleIssue anywhere(@Nullable String quoted, String path, String text) {
    for (DrlFile file : files) {
      RuleIssue found = quoted == null ? null : find(file, 1, quoted, text);
      if (found != null) {
        return found;
      }
    }
    return RuleIssue.ofFile(path, text);
  }

  /** The first place of the words from a line on, whatever their white space. */
  private static @Nullable RuleIssue find(DrlFile file, int line, String words, String message) {
    List<String> tokens =
        TOKEN.matcher(words).results().map(token -> Pattern.quote(token.group())).toList();
    int enough = Math.min(tokens.size(), TOKENS_AT_LEAST);
    for (int count : new int[] {tokens.size(), enough}) {
      String some = String.join("\\s*", tokens.subList(0, count));
      // a word must not be found inside another
      Matcher place =
          Pattern.compile("(?<![\\w$])" + some + "(?!(?<=\\w)\\w)").matcher(file.code());
      if (place.find(file.offsetOf(line))) {
        return file.issueAt(place.start(), message);
      }
    }
    return null;
  }

  private static @Nullable String quoted(String text) {
    for (Pattern pattern : QUOTES) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher.group(1) + (text.startsWith("Method ") ? "(" : "");
      }
    }
    return null;
  }

  private boolean isRuleFile(String path) {
    return file(path) != null;
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
