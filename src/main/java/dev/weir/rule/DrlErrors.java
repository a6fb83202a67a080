package dev.weir.rule;

import dev.weir.internal.drl.DrlCompiler;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kie.api.builder.Message;

/**
 * The compiler's messages as issues with places in the author's files. Drools knows the file and
 * often the line of a fault in DRL, but gives line -1 for an unknown type, and names a generated
 * file for a fault in the Java that it generates. In these cases, this looks in the rule files for
 * the code that the message quotes, or that the Java was generated from.
 */
final class DrlErrors {

  private static final Pattern SYNTAX = Pattern.compile("\\[ERR \\d+\\] Line (\\d+):(\\d+) (.*)");
  private static final Pattern CONSEQUENCE =
      Pattern.compile("Unable to parse consequence caused by: \\(line (\\d+),col (\\d+)\\) (.*)");

  /** The code at fault, as messages quote it. */
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

  /** An expression that is not found as a whole is found by so many of its first tokens. */
  private static final int TOKENS_AT_LEAST = 3;

  private static final int LONGEST_TEXT = 160;

  private static final String DUPLICATE = "Duplicate rule name: ";

  /** Quotation marks of word processors. */
  private static final String CURLY = "\u201c\u201d\u201e\u201f\u2018\u2019\u00ab\u00bb";

  private static final String GENERATED = "Java source of ";
  private static final Pattern GENERATED_FOR =
      Pattern.compile(
          "PredicateInformation\\(\"(.*)\"\\);\\s+info\\.addRuleNames\\(\"(.*)\", \"(.*)\"\\)");

  private final List<DrlFile> files;
  private final Map<String, String> generated = new HashMap<>();

  DrlErrors(List<DrlFile> files) {
    this.files = files;
  }

  /** The issues of a failed compilation, those of the cause before those that follow from it. */
  List<RuleIssue> issues(DrlCompiler.FailedException failure) {
    return failure.messages().isEmpty() ? List.of(issue(failure)) : issues(failure.messages());
  }

  private List<RuleIssue> issues(List<Message> messages) {
    for (Message message : messages) {
      if (message.getText().startsWith(GENERATED)) {
        generated.put(String.valueOf(message.getPath()), message.getText());
      }
    }
    Set<RuleIssue> issues = new LinkedHashSet<>(missingImports());
    Set<RuleIssue> unplaced = new LinkedHashSet<>();
    if (messages.stream().anyMatch(message -> COMPARISON.matcher(message.getText()).find())) {
      for (DrlFile file : files) {
        file.rules().forEach(rule -> issues.addAll(Comparison.in(rule)));
      }
    }
    for (Message message : messages) {
      String text = firstLine(message.getText());
      // these come with a message that says what is wrong
      if (!text.startsWith(GENERATED) && !text.contains("null Package")) {
        RuleIssue issue = shortened(issue(message, text));
        boolean known = !issues.isEmpty() && COMPARISON.matcher(text).find();
        (issue.line() > 0 ? issues : unplaced).addAll(known ? List.of() : List.of(issue));
      }
    }
    if (issues.isEmpty() || unplaced.stream().anyMatch(issue -> file(issue.file()) != null)) {
      issues.addAll(unplaced);
    }
    return issues.stream().map(this::hinted).toList();
  }

  private RuleIssue hinted(RuleIssue issue) {
    DrlFile file = file(issue.file());
    if (file == null || issue.line() == 0 || !issue.hint().isEmpty()) {
      return issue;
    }
    if (issue.text().startsWith(DUPLICATE)) {
      return issue.withHint(otherPlaces(issue));
    }
    int place = file.offsetOf(issue.line()) + issue.column() - 1;
    if (issue.column() > 0
        && place < file.text().length()
        && CURLY.indexOf(file.text().charAt(place)) >= 0) {
      return issue.withHint("write straight quotation marks: \"...\"");
    }
    List<DrlToken> code = issue.column() == 0 ? List.of() : file.tokensFrom(place);
    return issue.withHint(DrlHints.of(issue.text(), code));
  }

  private String otherPlaces(RuleIssue issue) {
    String name = issue.text().substring(DUPLICATE.length());
    return files.stream()
        .flatMap(file -> file.rules().stream())
        .filter(rule -> rule.name().equals(name))
        .filter(
            rule -> !rule.file().name().equals(issue.file()) || rule.place().line() != issue.line())
        .map(rule -> rule.file().name() + ":" + rule.place().line())
        .collect(Collectors.joining(" and ", "the other rule is in ", "; give one another name"));
  }

  /** Drools quotes a whole condition, which the line shows anyway. */
  private static RuleIssue shortened(RuleIssue issue) {
    String text = issue.text();
    return text.length() <= LONGEST_TEXT
        ? issue
        : issue.withText(text.substring(0, LONGEST_TEXT) + "...");
  }

  /** A fault that only building the rule base shows, such as an invalid date. */
  private RuleIssue issue(RuntimeException fault) {
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
      for (DrlFile.Import one : file.imports()) {
        if (!one.isWild() && Classes.find(one.target()) == null && !isDeclared(one.simpleName())) {
          missing.add(
              RuleIssue.at(
                  file.place(one.offset()), "There is no class " + one.target() + " to import"));
        }
      }
    }
    return missing;
  }

  private boolean isDeclared(String type) {
    return files.stream()
        .flatMap(file -> file.types().stream())
        .anyMatch(declared -> declared.name().equals(type));
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
      return RuleIssue.at(file.placeIn(Integer.parseInt(syntax.group(1)), column), syntax.group(3));
    }
    Matcher consequence = CONSEQUENCE.matcher(text);
    if (line > 0 && consequence.matches()) {
      return inConsequence(file, line, consequence);
    }
    Integer call = CallSite.find(file, text);
    if (call != null) {
      return RuleIssue.at(file.place(call), text);
    }
    String quoted = quoted(text);
    RuleIssue found = find(file, Math.max(line, 1), quoted, text);
    if (found != null) {
      return found;
    }
    return line > 0
        ? RuleIssue.at(file.placeIn(line, 0), text)
        : RuleIssue.ofFile(file.name(), text);
  }

  /** The parser of consequences counts from the first word on, which is in line 2. */
  private static RuleIssue inConsequence(DrlFile file, int ruleLine, Matcher fault) {
    List<DrlToken> tokens = file.tokensFrom(file.offsetOf(ruleLine));
    int then = 0;
    while (then < tokens.size() - 2 && !tokens.get(then).is("then")) {
      then++;
    }
    int start = tokens.get(then + 1).start();
    int line = Integer.parseInt(fault.group(1)) - 2;
    int column = Integer.parseInt(fault.group(2));
    return RuleIssue.at(
        line == 0
            ? file.place(start + column - 1)
            : file.placeIn(file.lineOf(start) + line, column),
        fault.group(3));
  }

  /** A fault in generated Java, which names its rule if it is of a condition. */
  private RuleIssue inGenerated(Message message, String text) {
    String path = String.valueOf(message.getPath());
    String quoted = quoted(text);
    Matcher origin = GENERATED_FOR.matcher(generated.getOrDefault(path, ""));
    if (origin.find()) {
      String expression = origin.group(1).replaceAll("\\\\(.)", "$1");
      DrlFile file = file(origin.group(3));
      for (String words : quoted == null ? List.of(expression) : List.of(quoted, expression)) {
        RuleIssue found =
            file == null ? null : find(file, lineOf(file, origin.group(2)), words, text);
        if (found != null) {
          return found;
        }
      }
    }
    return anywhere(quoted, path, text);
  }

  private RuleIssue anywhere(@Nullable String quoted, String path, String text) {
    return files.stream()
        .map(file -> find(file, 1, quoted, text))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(RuleIssue.ofFile(path, text));
  }

  private static int lineOf(DrlFile file, String rule) {
    return file.rules().stream()
        .filter(one -> one.name().equals(rule))
        .mapToInt(one -> one.place().line())
        .findFirst()
        .orElse(1);
  }

  /** The first place of some code, or of a string's content, from a line on. */
  private static @Nullable RuleIssue find(
      DrlFile file, int line, @Nullable String code, String message) {
    if (code == null) {
      return null;
    }
    List<DrlToken> tokens = file.tokensFrom(file.offsetOf(line));
    List<String> wanted = texts(new DrlFile("", code).tokens());
    List<String> all = texts(tokens);
    for (int count : new int[] {wanted.size(), Math.min(wanted.size(), TOKENS_AT_LEAST)}) {
      int at = Collections.indexOfSubList(all, wanted.subList(0, count));
      if (at >= 0 && count > 0) {
        return RuleIssue.at(file.place(tokens.get(at).start()), message);
      }
    }
    int string = all.indexOf('"' + code + '"');
    return string < 0 ? null : RuleIssue.at(file.place(tokens.get(string).start() + 1), message);
  }

  private static List<String> texts(List<DrlToken> tokens) {
    return tokens.stream().map(DrlToken::text).toList();
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

  private @Nullable DrlFile file(@Nullable String path) {
    return files.stream().filter(file -> file.name().equals(path)).findFirst().orElse(null);
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }
}
