package dev.weir.internal.index;

import dev.weir.event.Event;
import dev.weir.internal.index.Row.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rules to ask about an event. What a rule needs is one or more {@link Row}s. Each {@link
 * Column} answers, for the values of one field, which rows they leave possible, as a set of bits.
 * The intersection over the fields is what remains, and only the rules of these rows are asked. So
 * the time for an event depends on its values and hardly on the number of rules.
 *
 * <p>A field is not looked at if no remaining row has a test of it. For one thread.
 */
public final class RuleIndex<T> {

  /** Each costs an event a look at the bits, so seldom used tests are left to the rules. */
  private static final int MAX_COSTLY = 64;

  private final List<T> targets;
  private final Column[] columns;

  /** How often each column has left no row. */
  private final int[] decisive;

  private final long[] every;
  private final long[] remaining;

  /** An index of rows; the rows of one target follow each other. */
  public RuleIndex(List<Row<T>> rows) {
    targets = rows.stream().map(Row::target).toList();
    columns = columns(rows).toArray(Column[]::new);
    decisive = new int[columns.length];
    every = Bits.none(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      Bits.set(every, row);
    }
    remaining = every.clone();
  }

  /** Whether a target is wanted, of those whose rows an event leaves possible. */
  public boolean any(Event event, Predicate<? super T> wanted) {
    System.arraycopy(every, 0, remaining, 0, every.length);
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].concerns(remaining) && !columns[i].retain(event, remaining)) {
        decided(i);
        return false;
      }
    }
    T last = null;
    for (int row = Bits.next(remaining, 0); row >= 0; row = Bits.next(remaining, row + 1)) {
      T target = targets.get(row);
      if (target != last && wanted.test(target)) {
        return true;
      }
      last = target;
    }
    return false;
  }

  /** Moves what decides often to the front, so that fewer fields are looked at. */
  private void decided(int column) {
    decisive[column]++;
    if (column > 0 && decisive[column] > decisive[column - 1]) {
      Column before = columns[column - 1];
      columns[column - 1] = columns[column];
      columns[column] = before;
      int times = decisive[column - 1];
      decisive[column - 1] = decisive[column];
      decisive[column] = times;
    } else if (decisive[column] == Integer.MAX_VALUE) {
      Arrays.fill(decisive, 0);
    }
  }

  /** At first in the order in which the rules test the fields, on average. */
  private static List<Column> columns(List<? extends Row<?>> rows) {
    Set<FieldTest> costly = costly(rows);
    Map<Object, Column.Builder> builders = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      List<Literal> literals = rows.get(row).literals();
      for (int place = 0; place < literals.size(); place++) {
        FieldTest test = literals.get(place).test();
        if (!test.isCostly() || costly.contains(test)) {
          Object key = test.isCostly() ? test : List.of(test.field(), test.ofTexts());
          builders
              .computeIfAbsent(key, one -> new Column.Builder(test))
              .add(row, literals.get(place), place);
        }
      }
    }
    return builders.values().stream()
        .sorted(Comparator.comparingDouble(Column.Builder::place))
        .map(builder -> builder.build(rows.size()))
        .toList();
  }

  /** The most used of the tests that have a column each. */
  private static Set<FieldTest> costly(List<? extends Row<?>> rows) {
    Map<FieldTest, Integer> uses = new LinkedHashMap<>();
    rows.stream()
        .flatMap(row -> row.literals().stream())
        .filter(literal -> literal.test().isCostly())
        .forEach(literal -> uses.merge(literal.test(), 1, Integer::sum));
    List<FieldTest> most = new ArrayList<>(uses.keySet());
    most.sort(Comparator.comparing(test -> -uses.getOrDefault(test, 0)));
    return new LinkedHashSet<>(most.subList(0, Math.min(most.size(), MAX_COSTLY)));
  }
}
