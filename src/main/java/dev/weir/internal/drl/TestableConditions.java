package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Literal;
import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.index.FieldTest;
import dev.weir.internal.index.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.drools.model.functions.PredicateInformation;
import org.jspecify.annotations.Nullable;

/**
 * What conditions need of an event, as far as it can be tested without the rule that they are of.
 *
 * <p>Drools evaluates conditions in the order written and stops at the first that is false. So no
 * test is taken from behind a condition that is not known, because that might throw. For one
 * thread.
 */
final class TestableConditions {

  /** Conditions with more ways to hold than this are left to the rule. */
  private static final int MAX_WAYS = 256;

  /**
   * One way for conditions to hold.
   *
   * @param tests what must hold for it
   * @param open whether something unknown follows
   */
  record Way(List<Row.Literal> tests, boolean open) {

    private Way and(Way next) {
      return open
          ? this
          : new Way(Stream.concat(tests.stream(), next.tests.stream()).toList(), next.open);
    }
  }

  static final List<Way> ALWAYS = List.of(new Way(List.of(), false));
  static final List<Way> UNKNOWN = List.of(new Way(List.of(), true));

  private final DrlRules rules;
  private final Map<String, List<String>> lists = new HashMap<>();

  TestableConditions(DrlRules rules) {
    this.rules = rules;
  }

  /** The ways in which a compiled condition can hold. */
  List<Way> ways(PredicateInformation condition) {
    String text = condition.getStringConstraint();
    List<DrlToken> tokens = text == null ? List.of() : DrlLexer.tokens(text);
    if (text == null || tokens.isEmpty()) {
      return UNKNOWN;
    }
    List<DrlFile> files =
        condition.getRuleDefs().stream().flatMap(rule -> file(rule.getFileName())).toList();
    return ways(Condition.of(ExpressionParser.parse(tokens), text), false, files);
  }

  private Stream<DrlFile> file(String name) {
    return rules.files().stream().filter(file -> file.name().equals(name));
  }

  /** Both hold, the second evaluated after the first. */
  static List<Way> and(Collection<Way> first, Collection<Way> second) {
    List<Way> both =
        first.stream()
            .flatMap(one -> one.open ? Stream.of(one) : second.stream().map(one::and))
            .toList();
    return both.size() <= MAX_WAYS
        ? both
        : first.stream().map(one -> new Way(one.tests, true)).toList();
  }

  private List<Way> ways(Condition condition, boolean negated, List<DrlFile> files) {
    return switch (condition.kind()) {
      case NOT -> ways(condition.parts().get(0), !negated, files);
      case ALL -> ways(condition.parts(), negated, negated, files);
      case ANY -> ways(condition.parts(), !negated, negated, files);
      case LIST, TEST -> test(condition.expression(), negated, files);
    };
  }

  private List<Way> ways(List<Condition> parts, boolean any, boolean negated, List<DrlFile> files) {
    List<Way> ways = any ? new ArrayList<>() : ALWAYS;
    for (Condition part : parts) {
      List<Way> own = ways(part, negated, files);
      if (any) {
        ways.addAll(own);
      } else {
        ways = and(ways, own);
      }
    }
    return ways.size() <= MAX_WAYS ? ways : UNKNOWN;
  }

  private List<Way> test(Expression expression, boolean negated, List<DrlFile> files) {
    if (isPresenceOfKey(expression)) {
      return ALWAYS; // needs no test: hardly any event lacks a key, and asking for it costs more
    }
    FieldTest test = fieldTest(expression, files);
    if (test == null || !test.isKnown()) {
      return UNKNOWN;
    }
    if (test.isExactLike() && negated) {
      return ALWAYS; // not indexed: values that differ in case only are for the rule
    }
    FieldTest needed = test.isExactLike() ? test.ignoringCase() : test;
    return List.of(new Way(List.of(new Row.Literal(needed, negated)), false));
  }

  /** As {@code hostId != null}, which does not throw. */
  private static boolean isPresenceOfKey(Expression expression) {
    return expression instanceof Operation operation
        && (operation.is("!=") || operation.is("=="))
        && operation.parts().get(0) instanceof Name key
        && FieldNames.ecsOrNull(key.name()) != null
        && operation.parts().get(1) instanceof Literal literal
        && literal.text().equals("null");
  }

  private @Nullable FieldTest fieldTest(Expression expression, List<DrlFile> files) {
    if (expression instanceof Member member && member.name().equals("present")) {
      return fieldTest(member.owner(), "isPresent", List.of());
    }
    if (!(expression instanceof Call call)) {
      return null;
    }
    List<String> texts = texts(call.arguments(), files);
    return texts == null ? null : fieldTest(call.owner(), call.name(), texts);
  }

  private static @Nullable FieldTest fieldTest(
      @Nullable Expression owner, String operator, List<String> texts) {
    FieldRef field = FieldRef.of(owner);
    if (field == null || !(field.of().isEmpty() || field.of().equals("this"))) {
      return null;
    }
    String name = field.named() ? field.field() : FieldNames.ecsOrNull(field.field());
    return name == null ? null : new FieldTest(name, operator, texts);
  }

  /** Strings, or a list that a function of the rule's package returns; null for anything else. */
  private @Nullable List<String> texts(List<Expression> arguments, List<DrlFile> files) {
    if (arguments.size() == 1 && arguments.get(0) instanceof Call call) {
      Set<List<String>> lists = new HashSet<>();
      files.forEach(file -> lists.add(call.arguments().isEmpty() ? list(call, file) : List.of()));
      return lists.size() == 1 && !lists.contains(List.<String>of())
          ? lists.iterator().next()
          : null;
    }
    List<String> texts = new ArrayList<>();
    for (Expression argument : arguments) {
      if (!(argument instanceof Text text)) {
        return null;
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** The constant strings that a function returns; empty if it is not known. */
  private List<String> list(Call call, DrlFile caller) {
    return lists.computeIfAbsent(
        caller.packageName() + ' ' + call.name(),
        key -> {
          List<List<String>> found =
              rules.files().stream()
                  .filter(file -> file.packageName().equals(caller.packageName()))
                  .flatMap(file -> file.functions().stream().map(one -> list(call, file, one)))
                  .filter(Objects::nonNull)
                  .toList();
          return found.size() == 1 ? found.get(0) : List.of();
        });
  }

  /** Null for a function of another name. */
  private static @Nullable List<String> list(Call call, DrlFile file, DrlFile.Function function) {
    if (call.owner() != null || !function.name().equals(call.name())) {
      return null;
    }
    StringBuilder rest = new StringBuilder();
    int from = function.body().start();
    List<Text> texts = function.body().walk(Text.class).toList();
    for (Text text : texts) {
      rest.append(file.code(), from, text.start());
      from = text.end();
    }
    rest.append(file.code(), from, function.body().end());
    boolean constant =
        function.returnsTexts()
            && rest.toString().replaceAll("[\\s,]", "").equals("{returnnewString[]{};}");
    return constant ? texts.stream().map(Text::value).toList() : List.of();
  }
}
