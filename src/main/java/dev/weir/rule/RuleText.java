package dev.weir.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.jspecify.annotations.Nullable;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * A rule as its author wrote it, taken apart into patterns and conditions: what linting, explaining
 * and coverage go by. Drools' own parser takes it apart, but for the conditions. Immutable.
 */
public final class RuleText {

  private static final Pattern BINDING = Pattern.compile("(?s)(\\$?\\w+)\\s*:(?!:)\\s*(.*)");

  private static final Pattern HEADING =
      Pattern.compile("(?<=^rule\\s{1,9})(?:\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s\"']+)");

  private static final Pattern RAISES = Pattern.compile("\\balerts\\s*\\.\\s*raise\\s*\\(");

  private final DrlFile file;
  private final String packageName;
  private final String around;
  private final RuleDescr rule;
  private final List<PatternText> patterns;
  private final boolean plain;

  /**
   * A pattern of a rule, as in {@code $suspect : Suspect(...)}.
   *
   * @param binding what it is bound to; empty where it is not bound
   * @param type its fact type, as written
   * @param bindings what binds a field of the fact, as in {@code $exec : event}
   * @param conditions what it asks of the fact; all must hold
   * @param offset where it begins in its file
   */
  public record PatternText(
      String binding, String type, List<String> bindings, List<Condition> conditions, int offset) {}

  private RuleText(DrlFile file, String packageName, String around, RuleDescr rule) {
    this.file = file;
    this.packageName = packageName;
    this.around = around;
    this.rule = rule;
    List<PatternText> found = new ArrayList<>();
    boolean others = false;
    for (BaseDescr part : rule.getLhs().getDescrs()) {
      if (part instanceof PatternDescr pattern && pattern.getSource() == null) {
        found.add(pattern(file, pattern));
      } else {
        others = true;
      }
    }
    this.patterns = Collections.unmodifiableList(found);
    this.plain = !others;
  }

  /** The rules of a file, in the order written; none if it does not parse. */
  static List<RuleText> of(DrlFile file) {
    List<RuleText> rules = new ArrayList<>();
    PackageDescr parsed = parse(file);
    if (parsed != null) {
      String around = around(file, parsed);
      String packageName = parsed.getName() == null ? "" : parsed.getName();
      parsed.getRules().forEach(rule -> rules.add(new RuleText(file, packageName, around, rule)));
    }
    return rules;
  }

  private static String around(DrlFile file, PackageDescr parsed) {
    StringBuilder around = new StringBuilder();
    int from = 0;
    for (RuleDescr rule : parsed.getRules()) {
      around.append(file.code(), from, rule.getStartCharacter());
      from = rule.getEndCharacter();
    }
    return around.append(file.code().substring(from)).toString();
  }

  static @Nullable PackageDescr parse(DrlFile file) {
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
    try {
      PackageDescr parsed = parser.parse(false, file.text());
      return parser.hasErrors() ? null : parsed;
    } catch (DroolsParserException e) {
      return null;
    }
  }

  private static PatternText pattern(DrlFile file, PatternDescr pattern) {
    List<String> bindings = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (BaseDescr part : pattern.getConstraint().getDescrs()) {
      if (part instanceof ExprConstraintDescr) {
        int start = part.getStartCharacter();
        String expression = file.code().substring(start, part.getEndCharacter() + 1);
        Matcher bound = BINDING.matcher(expression);
        if (bound.matches()) {
          bindings.add(expression);
        } else {
          conditions.add(Condition.parse(expression, start));
        }
      }
    }
    String binding = pattern.getIdentifier() == null ? "" : pattern.getIdentifier();
    return new PatternText(
        binding,
        pattern.getObjectType(),
        List.copyOf(bindings),
        List.copyOf(conditions),
        pattern.getStartCharacter());
  }

  /**
   * The rule's name.
   *
   * @return as written, without quotation marks
   */
  public String name() {
    return rule.getName();
  }

  /**
   * The package its file is in.
   *
   * @return the name; empty where the file names none
   */
  public String packageName() {
    return packageName;
  }

  /**
   * What it asks for, one pattern after the other.
   *
   * @return the patterns, without those inside {@code not}, {@code exists}, {@code or} and the like
   */
  public List<PatternText> patterns() {
    return patterns;
  }

  /**
   * Whether the patterns are all it asks for.
   *
   * @return false if there is a {@code not}, {@code exists}, {@code or}, {@code from} or the like
   */
  public boolean isPlain() {
    return plain;
  }

  /**
   * What it does.
   *
   * @return the Java between {@code then} and {@code end}
   */
  public String consequence() {
    return String.valueOf(rule.getConsequence());
  }

  /**
   * Whether it is a detection.
   *
   * @return true if what it does is, among other things, to raise alerts
   */
  public boolean raisesAlerts() {
    return RAISES.matcher(consequence()).find();
  }

  /**
   * Its attributes, such as {@code salience} and {@code date-expires}.
   *
   * @return values by name
   */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    for (AttributeDescr attribute : rule.getAttributes().values()) {
      attributes.put(attribute.getName(), attribute.getValue());
    }
    return attributes;
  }

  /**
   * The whole rule.
   *
   * @return from {@code rule} to {@code end}, without comments
   */
  public String source() {
    return file.code().substring(rule.getStartCharacter(), rule.getEndCharacter());
  }

  /** The whole rule under another name, with a part of its file's text in other words. */
  String source(String name, int from, int to, String words) {
    String head = file.code().substring(start(), from);
    String tail = file.code().substring(to, end());
    String named = HEADING.matcher(head).replaceFirst(Matcher.quoteReplacement(name));
    return named + words + tail;
  }

  /**
   * An issue with a place of this rule's file.
   *
   * @param offset where in the file, as conditions and values tell it
   * @param severity how wrong it is
   * @param text what is wrong
   * @return the issue with line, column and the line itself
   */
  public RuleIssue issueAt(int offset, RuleIssue.Severity severity, String text) {
    return file.issueAt(offset, severity, text);
  }

  /**
   * An issue with the rule as a whole.
   *
   * @param severity how wrong it is
   * @param text what is wrong
   * @return the issue at the rule's first line
   */
  public RuleIssue issue(RuleIssue.Severity severity, String text) {
    return file.issueAt(rule.getStartCharacter(), severity, text);
  }

  /** Whether another rule is the same but for layout and comments, and stands among the same. */
  boolean saysTheSameAs(RuleText other) {
    return DrlFile.compact(source()).equals(DrlFile.compact(other.source()))
        && DrlFile.compact(around).equals(DrlFile.compact(other.around));
  }

  /** What the file says outside of rules: imports, globals, declared types, functions. */
  String around() {
    return around;
  }

  /** The patterns at any depth, also those inside {@code not}, {@code exists}, {@code or}. */
  List<PatternText> everyPattern() {
    List<PatternText> every = new ArrayList<>();
    collect(rule.getLhs(), every);
    return every;
  }

  /** The conditions of the patterns at any depth, also those whose result is bound. */
  List<Condition> everyCondition() {
    List<Condition> every = new ArrayList<>();
    for (PatternText pattern : everyPattern()) {
      every.addAll(pattern.conditions());
      for (String bound : pattern.bindings()) {
        Matcher binding = BINDING.matcher(bound);
        int at = file.code().indexOf(bound, pattern.offset());
        if (binding.matches() && at >= 0) {
          every.add(Condition.parse(binding.group(2), at + binding.start(2)));
        }
      }
    }
    return every;
  }

  private void collect(BaseDescr part, List<PatternText> every) {
    if (part instanceof PatternDescr pattern && pattern.getSource() == null) {
      every.add(pattern(file, pattern));
    } else if (part instanceof ConditionalElementDescr element) {
      element.getDescrs().forEach(inner -> collect(inner, every));
    }
  }

  /** The names of its annotations. */
  Set<String> annotations() {
    return rule.getAnnotationNames();
  }

  /** Where words of the rule stand in its file; where the rule begins if they do not. */
  int find(Pattern words) {
    Matcher found = words.matcher(file.code()).region(start(), end());
    return found.find() ? found.start() : start();
  }

  /** Where the rule begins and ends in its file, from its first character to past its last. */
  int start() {
    return rule.getStartCharacter();
  }

  int end() {
    return rule.getEndCharacter();
  }

  DrlFile file() {
    return file;
  }
}
