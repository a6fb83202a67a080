package dev.weir.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What to do about a compile error, where the author's words tell what was meant. */
final class DrlHints {

  private static final Pattern METHOD = Pattern.compile("Method (\\w+) on class (\\S+) .*");
  private static final Pattern FIELD = Pattern.compile("Unknown field (\\w+) on class (\\S+)");
  private static final Pattern NO_TYPE =
      Pattern.compile(
          "(?:Unable to find class:? '?|There is no class |Only a type can be imported\\. )"
              + "([\\w.]+).*|([\\w.]+) cannot be resolved to a type");

  private static final Pattern NO_EXPRESSION =
      Pattern.compile("Unable to (?:Analyse Expression|parse left part of expression:) .*");

  private static final Pattern TWO_TEXTS = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*\"\\s*\"");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");

  private static final Pattern WORDS =
      Pattern.compile("(?:\\$\\w+\\s*\\.\\s*)?(\\w+(?:\\s*\\.\\s*\\w+)*)");

  private static final List<String> TYPES =
      List.of(
          "dev.weir.event.ProcessEvent",
          "dev.weir.event.NetworkEvent",
          "dev.weir.event.OtherEvent",
          "dev.weir.event.Suspect",
          "dev.weir.event.Event",
          "dev.weir.event.Values",
          "dev.weir.alert.Alerts",
          "dev.weir.baseline.Baseline");

  private static final List<String> TESTS =
      List.of(
          "has",
          "like",
          "cidrMatch",
          "mentionsAddress",
          "present",
          "timeOr",
          "count",
          "first",
          "only",
          "list");

  /** What other languages call these tests. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "equals", "has(\"...\")",
          "equalsIgnoreCase", "like(\"...\")",
          "contains", "like(\"*...*\")",
          "startsWith", "like(\"...*\")",
          "endsWith", "like(\"*...\")",
          "matches", "like(\"...\"), where * is any run and ? one character",
          "in", "like(\"...\", \"...\")",
          "exists", "present",
          "isEmpty", "present, with ! before the field",
          "size", "count()");

  private DrlHints() {}

  /**
   * A hint for a message of the compiler.
   *
   * @param message the message
   * @param words the code from the place on that it blames
   * @return the hint; empty where none is known
   */
  static String of(String message, String words) {
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
    Matcher chain = WORDS.matcher(words);
    if (NO_EXPRESSION.matcher(message).matches() && chain.lookingAt()) {
      String chained = chain.group(1).replaceAll("\\s", "");
      Matcher variable = VARIABLE.matcher(message);
      boolean known = FieldNames.properties().contains(chained.replaceFirst("\\..*", ""));
      if (known) {
        return variable.find() ? "is " + variable.group() + " bound in a pattern above?" : "";
      }
      return field(chained);
    }
    if (message.startsWith("alerts cannot be resolved")) {
      return "add global dev.weir.alert.Alerts alerts; below the imports";
    }
    if (message.startsWith("Cannot cast from Values")) {
      return comparison(words);
    }
    return syntax(message, words);
  }

  private static String type(String name) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    for (String known : TYPES) {
      if (known.endsWith("." + simple)) {
        return "write import " + known + ";";
      }
    }
    Map<String, String> bySimple = new LinkedHashMap<>();
    TYPES.forEach(known -> bySimple.put(known.substring(known.lastIndexOf('.') + 1), known));
    List<String> near = Nearest.of(simple, bySimple.keySet());
    if (near.isEmpty()) {
      return "";
    }
    return "did you mean "
        + near.stream()
            .map(one -> name.contains(".") ? bySimple.get(one) : one)
            .collect(Collectors.joining(" or "))
        + "?";
  }

  private static String method(String name, String owner) {
    if (!owner.endsWith(".Values")) {
      return owner.equals("java.lang.String") && TESTS.contains(name)
          ? "this one is a text: compare it with == or matches"
          : Nearest.meant(name, FieldNames.properties());
    }
    String other = OTHERWISE.get(name);
    if (other != null) {
      return "write " + other;
    }
    return switch (name) {
      case "has" -> "has takes one text; like takes several";
      case "like", "cidrMatch" -> name + " takes texts in double quotation marks";
      default -> Nearest.meant(name, TESTS);
    };
  }

  private static String field(String words) {
    String dotted = FieldNames.dottedStart(words);
    if (!dotted.isEmpty() && dotted.contains(".")) {
      return "write " + FieldNames.accessor(dotted);
    }
    String first = words.replaceFirst("\\..*", "");
    String meant = Nearest.meant(first, FieldNames.properties());
    if (meant.isEmpty() && words.contains(".") && !FieldNames.isAccessor(first)) {
      String path = words.replaceFirst("\\.(?:has|like|cidrMatch|present|isPresent)$", "");
      return "a field without an accessor is field(\"" + path + "\")";
    }
    return meant;
  }

  private static String comparison(String words) {
    Matcher chain = WORDS.matcher(words);
    String field = chain.lookingAt() ? chain.group(1) : "field";
    return "write " + field + ".has(\"...\") or " + field + ".like(\"...\")";
  }

  private static String syntax(String message, String words) {
    if (message.startsWith("mismatched input 'like'")) {
      return "write it as a call: .like(\"...\")";
    }
    if (message.startsWith("mismatched input 'then'")) {
      return "is a ) missing above?";
    }
    boolean unexpected =
        message.startsWith("no viable alternative") || message.startsWith("mismatched input");
    return unexpected && TWO_TEXTS.matcher(words).lookingAt() ? "is a comma missing after it?" : "";
  }
}
