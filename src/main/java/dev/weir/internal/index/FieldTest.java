package dev.weir.internal.index;

import dev.weir.event.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * A test of one field's values, which never throws. A new operator of {@link Values} needs one line
 * in {@link #OPERATORS}, if it depends on nothing but the values and its texts, and is false where
 * there is no value. It is then asked once per value for all rules that name the same texts. {@link
 * TextTests} does better for operators that many texts of many rules are for: it finds them all in
 * one pass.
 *
 * @param field the dotted name of the field
 * @param operator the method of {@link Values}
 * @param texts what it is given
 */
public record FieldTest(String field, String operator, List<String> texts) {

  private static final Set<String> OF_TEXTS = Set.of("has", "like", "isPresent");

  private static final String LIKE_EXACT = "likeExact";

  private static final Map<String, BiPredicate<Values, String[]>> OPERATORS =
      Map.of(
          "regex",
          Values::regex,
          "regexIgnoreCase",
          Values::regexIgnoreCase,
          LIKE_EXACT,
          Values::likeExact,
          "cidrMatch",
          Values::cidrMatch,
          "mentionsAddress",
          Values::mentionsAddress);

  /** Whether it can be asked without a rule: its operator is known and accepts its texts. */
  public boolean isKnown() {
    if (ofTexts()) {
      return true;
    }
    if (!OPERATORS.containsKey(operator)) {
      return false;
    }
    try {
      holds(Values.of(""));
      return true;
    } catch (IllegalArgumentException e) {
      return false; // malformed: the rule itself shall throw
    }
  }

  /** Whether it is {@code likeExact}, which holds only where {@link #ignoringCase} does. */
  public boolean isExactLike() {
    return operator.equals(LIKE_EXACT);
  }

  /** The test {@code like} of the same patterns. */
  public FieldTest ignoringCase() {
    return new FieldTest(field, "like", texts);
  }

  /** Whether {@link TextTests} evaluates it, along with others. */
  boolean ofTexts() {
    return OF_TEXTS.contains(operator);
  }

  /** Whether it takes so long that it is not asked as long as no remaining row has it. */
  boolean isCostly() {
    return !ofTexts() && !operator.equals("cidrMatch");
  }

  boolean holds(Values values) {
    BiPredicate<Values, String[]> test = OPERATORS.get(operator);
    return test != null && test.test(values, texts.toArray(String[]::new));
  }
}
