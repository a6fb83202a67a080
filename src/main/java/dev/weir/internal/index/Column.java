package dev.weir.internal.index;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.Values;
import dev.weir.internal.index.Row.Literal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests of one field in all rows: which rows its values leave possible. Answers for short values
 * are kept in a table of fixed size, because most fields have few different values. For one thread.
 */
final class Column {

  private static final int PLACE_BITS = 9;

  /** Longer values rarely repeat, and neither do more of them. */
  private static final int LONGEST_KEPT = 64;

  private static final int MOST_KEPT = 4;

  private final String name;
  private final @Nullable EcsField field;
  private final List<FieldTest> tests;
  private final @Nullable TextTests ofTexts;

  /** For each test, the rows it is in. */
  private final int[][] rowsOf;

  /** For each row that this column concerns, the tests that must hold and those that must not. */
  private final Map<Integer, Needs> needs;

  private final long[] concerned;

  /** The rows left by a value for which no test holds. */
  private final long[] byDefault;

  private final BitSet holding = new BitSet();
  private final @Nullable Values[] known = new @Nullable Values[1 << PLACE_BITS];
  private final long[][] left = new long[1 << PLACE_BITS][];

  private record Needs(BitSet must, BitSet mustNot) {
    boolean met(BitSet holding) {
      BitSet missing = (BitSet) must.clone();
      missing.andNot(holding);
      return missing.isEmpty() && !mustNot.intersects(holding);
    }
  }

  private Column(Builder builder, int rows) {
    tests = List.copyOf(builder.tests.keySet());
    name = tests.get(0).field();
    field = EcsField.of(name);
    ofTexts = tests.get(0).ofTexts() ? new TextTests(tests) : null;
    needs = builder.needs;
    concerned = Bits.none(rows);
    byDefault = Bits.none(rows);
    List<List<Integer>> byTest = new ArrayList<>();
    tests.forEach(test -> byTest.add(new ArrayList<>()));
    for (int row = 0; row < rows; row++) {
      Needs own = needs.get(row);
      if (own == null || own.must.isEmpty()) {
        Bits.set(byDefault, row);
      }
      if (own != null) {
        Bits.set(concerned, row);
        int number = row;
        own.must.stream().forEach(test -> byTest.get(test).add(number));
        own.mustNot.stream().forEach(test -> byTest.get(test).add(number));
      }
    }
    rowsOf =
        byTest.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** Whether some of these rows have a test here. */
  boolean concerns(long[] rows) {
    return Bits.intersect(concerned, rows);
  }

  /** Removes the rows that an event makes impossible, and returns whether others remain. */
  boolean retain(Event event, long[] rows) {
    Values values = field == null ? event.document().values(name) : event.document().values(field);
    return Bits.retain(rows, left(values));
  }

  private long[] left(Values values) {
    String first = values.first();
    if (values.count() > MOST_KEPT || (first != null && first.length() > LONGEST_KEPT)) {
      return decide(values);
    }
    int place = (values.hashCode() * 0x9e37_79b9) >>> (Integer.SIZE - PLACE_BITS);
    if (!values.equals(known[place])) {
      known[place] = values;
      left[place] = decide(values);
    }
    return left[place];
  }

  private long[] decide(Values values) {
    holding.clear();
    if (ofTexts != null) {
      ofTexts.holding(values, holding);
    } else {
      for (int test = 0; test < tests.size(); test++) {
        holding.set(test, tests.get(test).holds(values));
      }
    }
    if (holding.isEmpty()) {
      return byDefault;
    }
    long[] rows = byDefault.clone();
    for (int test = holding.nextSetBit(0); test >= 0; test = holding.nextSetBit(test + 1)) {
      for (int row : rowsOf[test]) {
        Needs own = needs.get(row);
        if (own != null && own.met(holding)) {
          Bits.set(rows, row);
        } else {
          Bits.clear(rows, row);
        }
      }
    }
    return rows;
  }

  /** Collects the tests of a column. */
  static final class Builder {
    private final Map<FieldTest, Integer> tests = new LinkedHashMap<>();
    private final Map<Integer, Needs> needs = new LinkedHashMap<>();
    private long places;
    private int uses;

    /** A builder with a first test, so that there is one. */
    Builder(FieldTest test) {
      tests.put(test, 0);
    }

    void add(int row, Literal literal, int place) {
      int number = tests.computeIfAbsent(literal.test(), test -> tests.size());
      Needs own = needs.computeIfAbsent(row, none -> new Needs(new BitSet(), new BitSet()));
      (literal.negated() ? own.mustNot : own.must).set(number);
      places += place;
      uses++;
    }

    /** At which place of a row its tests are, on average. */
    double place() {
      return (double) places / uses;
    }

    Column build(int rows) {
      return new Column(this, rows);
    }
  }
}
