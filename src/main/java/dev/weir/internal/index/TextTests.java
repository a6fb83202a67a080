package dev.weir.internal.index;

import dev.weir.event.Values;
import dev.weir.internal.pattern.PatternIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tests {@code has}, {@code like} and {@code isPresent} of one field: which of them hold, by
 * one pass over its values. For one thread.
 */
final class TextTests {

  private final BitSet present = new BitSet();
  private final Map<String, BitSet> equal = new HashMap<>();
  private final PatternIndex patterns;

  /** For each pattern, the tests that list it. */
  private final List<BitSet> like;

  private final BitSet matching = new BitSet();

  /** Tests that have their places in the list as their numbers. */
  TextTests(List<FieldTest> tests) {
    Map<String, BitSet> byPattern = new LinkedHashMap<>();
    for (int number = 0; number < tests.size(); number++) {
      FieldTest test = tests.get(number);
      for (String text : test.texts()) {
        Map<String, BitSet> by = test.operator().equals("has") ? equal : byPattern;
        by.computeIfAbsent(text, none -> new BitSet()).set(number);
      }
      if (test.operator().equals("isPresent")) {
        present.set(number);
      }
    }
    patterns = new PatternIndex(List.copyOf(byPattern.keySet()));
    like = new ArrayList<>(byPattern.values());
  }

  /** Sets the numbers of the tests that hold. */
  void holding(Values values, BitSet holding) {
    if (values.isPresent()) {
      holding.or(present);
    }
    String only = values.only();
    if (only != null) {
      match(only, holding);
    } else {
      values.list().forEach(value -> match(value, holding));
    }
    for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
      holding.or(like.get(i));
    }
    matching.clear();
  }

  private void match(String value, BitSet holding) {
    BitSet same = equal.get(value);
    if (same != null) {
      holding.or(same);
    }
    patterns.match(value, matching);
  }
}
