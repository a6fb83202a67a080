package dev.weir.rule;

import dev.weir.internal.drl.DrlToken;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.text.ClosestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hints for compile errors, where the code shows what the author meant. */
final class DrlHints {

  private static final Pattern METHOD = Pattern.compile("Method (\\w+) on class (\\S+) .*");
  private static final Pattern FIELD = Pattern.compile("Unknown field (\\w+) on class (\\S+)");
  private static final Pattern NO_TYPE =
      Pattern.compile(
          "(?:Unable to find class:? '?|There is no class |Only a type can be imported\\. )"
              + "([\\w.]+).*|([\\w.]+) cannot be resolved to a type");

  private static final Pattern NO_EXPRESSION =
      Pattern.compile("Unable to (?:Analyse Expression|parse left part of expression:) .*");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

  /** The types that rules use, with their packages, by their simple names. */
  private static final Map<String, String> TYPES =
      Stream.of(
              "event.ProcessEvent event.NetworkEvent event.OtherEvent event.AnyEvent"
                  + " event.CrossHostEvent event.PrincipalEvent event.Suspect event.Event event.Values alert.Alerts baseline.Baseline")
          .flatMap(names -> Stream.of(names.split(" ", -1)))
          .collect(
              Collectors.toMap(
                  name -> name.substring(name.indexOf('.') + 1),
                  "dev.weir."::concat,
                  (one, other) -> one,
                  LinkedHashMap::new));

  private static final List<String> TESTS =
      List.of(
          ("has like likeExact regex regexIgnoreCase cidrMatch mentionsAddress above atLeast below"
                  + " atMost present isPresent timeOr count first only list")
              .split(" ", -1));

  /** What other languages call these tests. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "equals", "has(\"...\")",
          "equalsIgnoreCase", "like(\"...\")",
          "contains", "like(\"*...*\")",
          "startsWith", "like(\"...*\")",
          "endsWith", "like(\"*...\")",
          "matches", "regex(\"...\"), or like(\"...\"), where * is any run and ? one character",
          "in", "like(\"...\", \"...\")",
          "exists", "present",
          "isEmpty", "present, with ! before the field",
          "size", "count()");

  private static final List<String> KEYWORDS =
      List.of("when", "then", "end", "rule", "after", "before", "coincides", "matches");

  /** With what the action of a rule begins. */
  private static final Set<String> STATEMENTS = Set.of("alerts", "insert", "delete");

  private static final Pattern SPAN = Pattern.compile("\\d+(?:ms|[smhd])");

  private DrlHints() {}

  /** A hint for a compiler message about code that begins with these tokens; else empty. */
  static String of(String message, List<DrlToken> code) {
    Matcher type = NO_TYPE.matcher(message);
    if (type.matches()) {
      return type(type.group(1) == null ? type.group(2) : type.group(1));
    }
    Matcher method = METHOD.matcher(message);
    if (method.matches()) {
      return method(method.group(1), method.group(2));
    }
    Matcher field = FIELD.matcher(message);
    if (field.matches()) {
      return field.group(2).endsWith(".Values")
          ? method(field.group(1), field.group(2))
          : field(field.group(1));
    }
    String path = path(code);
    if (NO_EXPRESSION.matcher(message).matches() && !path.isEmpty()) {
      Matcher variable = VARIABLE.matcher(message);
      if (FieldNames.properties().contains(beforeDot(path))) {
        return variable.find() ? "is " + variable.group() + " bound in a pattern above?" : "";
      }
      return field(path);
    }
    if (message.startsWith("alerts cannot be resolved")) {
      return "add global dev.weir.alert.Alerts alerts; below the imports";
    }
    if (message.startsWith("Cannot cast from Values")) {
      String values = path.isEmpty() ? "field" : path;
      return "write " + values + ".has(\"...\") or " + values + ".like(\"...\")";
    }
    return syntax(message, code);
  }

  private static String type(String name) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    if (TYPES.containsKey(simple)) {
      return "write import " + TYPES.get(simple) + ";";
    }
    List<String> near = ClosestName.plausible(simple, TYPES.keySet());
    return near.isEmpty()
        ? ""
        : "did you mean "
            + near.stream()
                .map(one -> name.contains(".") ? TYPES.get(one) : one)
                .collect(Collectors.joining(" or "))
            + "?";
  }

  private static String method(String name, String owner) {
    if (!owner.endsWith(".Values")) {
      return owner.equals("java.lang.String") && TESTS.contains(name)
          ? "this is a string: compare it with =="
          : ClosestName.question(name, FieldNames.properties());
    }
    String other = OTHERWISE.get(name);
    if (other != null) {
      return "write " + other;
    }
    return switch (name) {
      case "has", "like", "likeExact", "regex", "regexIgnoreCase", "cidrMatch" ->
          name + " takes texts in double quotation marks";
      default -> ClosestName.question(name, TESTS);
    };
  }

  private static String field(String path) {
    String ecs = FieldNames.ecsStart(path);
    if (ecs.contains(".")) {
      return "write " + FieldNames.accessor(ecs);
    }
    String first = beforeDot(path);
    String meant = ClosestName.question(first, FieldNames.properties());
    if (meant.isEmpty() && path.contains(".") && !FieldNames.isAccessor(first)) {
      int last = path.lastIndexOf('.');
      String name = TESTS.contains(path.substring(last + 1)) ? path.substring(0, last) : path;
      return "a field without an accessor is field(\"" + name + "\")";
    }
    return meant;
  }

  /** The names with dots between that code begins with, without a variable before them. */
  private static String path(List<DrlToken> code) {
    boolean variable = code.size() > 2 && code.get(0).text().startsWith("$") && code.get(1).is(".");
    StringBuilder path = new StringBuilder();
    for (int i = variable ? 2 : 0; i < code.size() && code.get(i).isWord(); i += 2) {
      path.append(path.isEmpty() ? "" : ".").append(code.get(i).text());
      if (i + 1 == code.size() || !code.get(i + 1).is(".")) {
        break;
      }
    }
    return path.indexOf("$") == 0 ? "" : path.toString();
  }

  private static String beforeDot(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  private static String syntax(String message, List<DrlToken> code) {
    if (message.startsWith("mismatched input 'like'")) {
      return "write it as a call: .like(\"...\")";
    }
    if (message.startsWith("mismatched input 'then'")) {
      return "is a ) missing above?";
    }
    if (message.startsWith("Parse error. Found") && message.contains("\";\"")) {
      return "is a ; missing after it?";
    }
    String word = code.isEmpty() ? "" : code.get(0).text();
    if (message.startsWith("mismatched input '" + word + "'") && !word.isEmpty()) {
      if (STATEMENTS.contains(word)) {
        return "is a then missing above, or the end of the rule before?";
      }
      return word.startsWith("follow")
          ? "write this after[0s, 1s] $suspect"
          : ClosestName.question(word, KEYWORDS);
    }
    if (message.startsWith("no viable alternative") && SPAN.matcher(word).matches()) {
      return "the units of a span are ms, s, m, h and d, as in after[0s, 1s]";
    }
    boolean unexpected =
        message.startsWith("no viable alternative") || message.startsWith("mismatched input");
    return unexpected && code.size() > 1 && code.get(0).isString() && code.get(1).isString()
        ? "is a comma missing after it?"
        : "";
  }
}
