package dev.weir.cases;

import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on one field of an event, as in {@code process.name in curl,wget}.
 *
 * @param field the field's ECS name
 * @param negated whether the test must fail
 * @param test how the field is compared with the values
 * @param values the values, of which one must match; at least one
 */
public record FieldCondition(String field, boolean negated, Test test, List<String> values) {

  /** How a field is compared, by the name of the method of {@link Values}. */
  public enum Test {
    /** Equal, case-sensitively. */
    HAS("has"),
    /** Matches a pattern with {@code *} and {@code ?}. */
    LIKE("like"),
    /** Is an address in a block. */
    CIDR_MATCH("cidrMatch");

    private final String method;

    Test(String method) {
      this.method = method;
    }
  }

  private static final String FORMS =
      "; a condition is FIELD=VALUE, FIELD like PATTERN,... or FIELD in VALUE,..., or with != or"
          + " not, as in process.name not in curl,wget";

  private static final Pattern FORM =
      Pattern.compile("([\\w.@-]+)(?:\\s*(!?=)(?!=)|\\s+((?:not\\s+)?(?:like|in))\\s)\\s*(.*)");

  /** Fields that differ between any two events. */
  private static final Set<String> OF_ONE_EVENT =
      Set.of("@timestamp", "event.id", "event.sequence");

  /**
   * Reads a condition: {@code FIELD=VALUE}, {@code FIELD like PATTERN,...} or {@code FIELD in
   * VALUE,...}, or their opposites with {@code !=} or {@code not}. In a list, {@code \,} is a comma
   * of a value.
   *
   * @param text the condition
   * @return the condition; addresses are compared as such
   * @throws IllegalArgumentException if it is not well formed, or no event has such a field
   */
  public static FieldCondition parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw wrong(text, "is no condition" + FORMS);
    }
    String field = form.group(1);
    String operator = form.group(2) == null ? form.group(3) : form.group(2);
    String value = form.group(4);
    checkField(field);
    boolean like = operator.endsWith("like");
    List<String> values = operator.endsWith("=") ? List.of(value) : split(value);
    for (String one : values) {
      if (one.isBlank() || !one.equals(SafeText.oneLine(one))) {
        throw wrong(text, "has an empty value, or one with control characters");
      } else if (one.length() > 1 && one.startsWith("\"") && one.endsWith("\"")) {
        throw wrong(text, "has quotation marks, which would be part of the value");
      } else if (!like && one.contains("*") && !field.endsWith("args")) {
        throw wrong(text, "has a * in a value; for a pattern, write " + field + " like " + value);
      }
    }
    Test test = like ? Test.LIKE : Test.HAS;
    if (isAddress(field)) {
      if (like || !values.stream().allMatch(FieldCondition::isBlock)) {
        String block = field + " in 169.254.169.254,10.0.0.0/8";
        throw wrong(text, "compares an address; write addresses or blocks, as in " + block);
      }
      test = Test.CIDR_MATCH;
    }
    boolean negated = operator.startsWith("!") || operator.startsWith("not");
    return new FieldCondition(field, negated, test, List.copyOf(values));
  }

  private static void checkField(String field) {
    if (FieldNames.isAccessor(field)) {
      throw new IllegalArgumentException(
          "unknown field \"" + field + "\"; use its ECS name, " + FieldNames.ecs(field));
    }
    List<String> near = FieldNames.misspelt(field);
    if (!near.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field \"" + field + "\"; did you mean " + String.join(" or ", near) + "?");
    }
    if (OF_ONE_EVENT.contains(field)) {
      throw new IllegalArgumentException(field + " differs in every event");
    }
  }

  private static List<String> split(String list) {
    List<String> values = new ArrayList<>();
    for (String one : list.split("(?<!\\\\),", -1)) {
      values.add(one.strip().replace("\\,", ","));
    }
    return values;
  }

  private static boolean isAddress(String field) {
    return field.endsWith(".ip") || field.endsWith("_ip");
  }

  private static boolean isBlock(String text) {
    try {
      return Values.of("::").cidrMatch(text, "::");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static IllegalArgumentException wrong(String text, String problem) {
    return new IllegalArgumentException("\"" + SafeText.oneLine(text) + "\" " + problem);
  }

  /** {@return the condition as in a rule, such as {@code processName.has("curl", "wget")}} */
  public String drl() {
    EcsField known = EcsField.of(field);
    String list = values.stream().map(SafeText::literal).collect(Collectors.joining(", "));
    if (known != null && known.isKey() && test == Test.HAS && values.size() == 1) {
      return known.accessor() + (negated ? " != " : " == ") + list;
    }
    boolean byName = known == null || known.isKey(); // a key is no Values
    String of = byName ? "field(" + SafeText.literal(field) + ")" : FieldNames.accessor(field);
    return (negated ? "!" : "") + of + "." + test.method + "(" + list + ")";
  }

  /** Whether an event with only this value of the field meets the condition. */
  boolean holds(String value) {
    Values one = Values.of(value);
    String[] all = values.toArray(String[]::new);
    boolean met =
        switch (test) {
          case HAS -> one.has(all);
          case LIKE -> one.like(all);
          case CIDR_MATCH -> one.cidrMatch(all);
        };
    return met != negated;
  }

  /** A value that matches one of the values or patterns. */
  String sample(String value) {
    return switch (test) {
      case HAS -> value;
      case LIKE -> (value.startsWith("*/") ? value.substring(1) : value).replaceAll("[*?]", "x");
      case CIDR_MATCH -> value.replaceFirst("/.*", "");
    };
  }

  @Override
  public String toString() {
    String list = values.stream().map(v -> v.replace(",", "\\,")).collect(Collectors.joining(","));
    boolean one = test != Test.LIKE && values.size() == 1;
    return one
        ? field + (negated ? "!=" : "=") + values.get(0)
        : field + (negated ? " not" : "") + (test == Test.LIKE ? " like " : " in ") + list;
  }
}
