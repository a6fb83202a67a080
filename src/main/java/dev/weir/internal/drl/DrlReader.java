package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Other;
import dev.weir.internal.drl.Expression.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.FunctionDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.ast.descr.TypeDeclarationDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.jspecify.annotations.Nullable;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Makes a file's tree of what Drools' lexer and parser give. */
final class DrlReader {

  private final DrlFile file;
  private final String code;
  private final List<DrlToken> tokens;

  private DrlReader(DrlFile file) {
    this.file = file;
    StringBuilder blanked = new StringBuilder(file.text());
    List<DrlToken> all = DrlLexer.withComments(file.text());
    all.stream().filter(DrlToken::isComment).forEach(comment -> blank(blanked, comment));
    this.code = blanked.toString();
    this.tokens = all.stream().filter(token -> !token.isComment()).toList();
  }

  static DrlFile.Tree read(DrlFile file) {
    DrlReader reader = new DrlReader(file);
    PackageDescr parsed = parse(file.text());
    return parsed == null ? reader.unparsed() : reader.tree(parsed);
  }

  private static void blank(StringBuilder text, DrlToken comment) {
    for (int i = comment.start(); i < comment.end(); i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }

  private static @Nullable PackageDescr parse(String text) {
    DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
    try {
      PackageDescr parsed = parser.parse(false, text);
      return parser.hasErrors() ? null : parsed;
    } catch (DroolsParserException e) {
      return null;
    }
  }

  private DrlFile.Tree unparsed() {
    return new DrlFile.Tree(code, tokens, "", List.of(), List.of(), List.of(), List.of());
  }

  private DrlFile.Tree tree(PackageDescr parsed) {
    return new DrlFile.Tree(
        code,
        tokens,
        parsed.getName() == null ? "" : parsed.getName(),
        parsed.getImports().stream().map(this::importOf).toList(),
        parsed.getTypeDeclarations().stream().map(this::type).toList(),
        parsed.getFunctions().stream().map(this::function).toList(),
        parsed.getRules().stream().map(this::rule).toList());
  }

  private DrlFile.Import importOf(ImportDescr one) {
    return new DrlFile.Import(one.getTarget(), find(one.getTarget(), one.getStartCharacter()));
  }

  private DrlFile.Type type(TypeDeclarationDescr type) {
    boolean event = false;
    boolean time = false;
    for (AnnotationDescr annotation : type.getAnnotations()) {
      String name = last(annotation.getName());
      event |= name.equals("role") && last(annotation.getSingleValue()).equals("event");
      time |= name.equals("timestamp");
    }
    return new DrlFile.Type(
        type.getTypeName(),
        find(type.getTypeName(), type.getStartCharacter()),
        !type.getSuperTypes().isEmpty(),
        event && time);
  }

  /** The last part of a name with dots, in lower case. */
  private static String last(@Nullable Object name) {
    String all = String.valueOf(name).toLowerCase(Locale.ROOT);
    return all.substring(all.lastIndexOf('.') + 1);
  }

  private DrlFile.Function function(FunctionDescr function) {
    List<DrlToken> all = within(function.getStartCharacter(), function.getEndCharacter() + 1);
    return new DrlFile.Function(
        function.getName(),
        function.getReturnType().equals("String[]") && function.getParameterNames().isEmpty(),
        expression(all.subList(indexOf(all, "{"), all.size())));
  }

  private DrlRule rule(RuleDescr rule) {
    List<DrlToken> all = within(rule.getStartCharacter(), rule.getEndCharacter() + 1);
    int end = all.size() - 1;
    while (end > 0 && !all.get(end).is("end")) {
      end--;
    }
    all = all.subList(0, end + 1);
    int then = Math.min(indexOf(all, "then"), end);
    List<DrlPattern> patterns = new ArrayList<>();
    List<DrlPattern> nested = new ArrayList<>();
    boolean plain = true;
    for (BaseDescr part : rule.getLhs().getDescrs()) {
      if (part instanceof PatternDescr pattern && pattern.getSource() == null) {
        patterns.add(pattern(pattern));
        nested.add(patterns.get(patterns.size() - 1));
      } else {
        plain = false;
        collect(part, nested);
      }
    }
    Map<String, DrlRule.Attribute> attributes = new TreeMap<>();
    for (AttributeDescr one : rule.getAttributes().values()) {
      int start = code.lastIndexOf(one.getName(), Math.max(0, one.getStartCharacter()));
      attributes.put(one.getName(), new DrlRule.Attribute(one.getValue(), start));
    }
    return new DrlRule(
        file,
        rule.getName(),
        rule.isQuery(),
        all,
        annotations(all),
        attributes,
        new DrlRule.Body(
            List.copyOf(patterns),
            List.copyOf(nested),
            plain,
            expression(all.subList(Math.min(then + 1, end), end)),
            expression(all.subList(Math.min(2, end), end))));
  }

  private void collect(BaseDescr part, List<DrlPattern> nested) {
    if (part instanceof PatternDescr pattern && pattern.getSource() == null) {
      nested.add(pattern(pattern));
    } else if (part instanceof ConditionalElementDescr element) {
      element.getDescrs().forEach(inner -> collect((BaseDescr) inner, nested));
    }
  }

  private DrlPattern pattern(PatternDescr pattern) {
    List<DrlPattern.Binding> bindings = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (BaseDescr part : pattern.getConstraint().getDescrs()) {
      List<DrlToken> all = within(part.getStartCharacter(), part.getEndCharacter() + 1);
      if (!(part instanceof ExprConstraintDescr) || all.isEmpty()) {
        continue;
      }
      boolean bound = all.size() > 2 && (all.get(1).is(":") || all.get(1).is(":="));
      Condition condition =
          Condition.of(ExpressionParser.parse(bound ? all.subList(2, all.size()) : all), code);
      if (bound) {
        DrlToken variable = all.get(0);
        String text = code.substring(variable.start(), all.get(all.size() - 1).end());
        bindings.add(new DrlPattern.Binding(variable.text(), condition, DrlFile.oneLine(text)));
      } else {
        conditions.add(condition);
      }
    }
    return new DrlPattern(
        pattern.getIdentifier() == null ? "" : pattern.getIdentifier(),
        pattern.getObjectType(),
        find(pattern.getObjectType(), pattern.getStartCharacter()),
        List.copyOf(bindings),
        List.copyOf(conditions),
        pattern.getStartCharacter());
  }

  /** The annotations before {@code when}; Drools gives no offsets of some. */
  private Map<String, DrlRule.Annotation> annotations(List<DrlToken> rule) {
    Map<String, DrlRule.Annotation> annotations = new LinkedHashMap<>();
    for (int i = 2; i < rule.size() && !rule.get(i).is("when") && !rule.get(i).is("then"); i++) {
      if (rule.get(i).is("@")) {
        int last = i + 1;
        while (last + 2 < rule.size() && rule.get(last + 1).is(".")) {
          last += 2;
        }
        String name = code.substring(rule.get(i + 1).start(), rule.get(last).end());
        annotations.put(
            name, new DrlRule.Annotation(name, rule.get(i).start(), values(rule, last + 1)));
      }
    }
    return annotations;
  }

  /** The values in parentheses that may open at a token. */
  private List<Text> values(List<DrlToken> rule, int open) {
    List<DrlToken> inside = inParentheses(rule, open);
    List<Text> values =
        inside.stream()
            .filter(DrlToken::isString)
            .map(one -> new Text(annotationText(one.text()), one.start() + 1, one.end() - 1))
            .toList();
    if (values.isEmpty() && !inside.isEmpty()) {
      int start = inside.get(0).start();
      int end = inside.get(inside.size() - 1).end();
      return List.of(new Text(code.substring(start, end), start, end));
    }
    return values;
  }

  private static List<DrlToken> inParentheses(List<DrlToken> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size() && (i > open || tokens.get(i).is("(")); i++) {
      if (tokens.get(i).is("(")) {
        depth++;
      } else if (tokens.get(i).is(")") && --depth == 0) {
        return tokens.subList(open + 1, i);
      }
    }
    return List.of();
  }

  /** In annotations a backslash makes the character after it stand for itself. */
  private static String annotationText(String quoted) {
    return DrlFile.oneLine(quoted.substring(1, quoted.length() - 1))
        .replace("\\\\", "\0")
        .replace("\\", "")
        .replace('\0', '\\');
  }

  private Expression expression(List<DrlToken> some) {
    return some.isEmpty() ? new Other(List.of(), 0, 0) : ExpressionParser.parse(some);
  }

  private static int indexOf(List<DrlToken> tokens, String text) {
    int at = 0;
    while (at < tokens.size() && !tokens.get(at).is(text)) {
      at++;
    }
    return at;
  }

  private List<DrlToken> within(int from, int to) {
    return DrlFile.between(tokens, from, to);
  }

  /** Where words of the code stand from an offset on. */
  private int find(String words, int from) {
    return Math.max(0, code.indexOf(words, Math.max(0, from)));
  }
}
