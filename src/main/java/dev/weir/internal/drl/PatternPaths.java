package dev.weir.internal.drl;

import dev.weir.internal.drl.TestableConditions.Way;
import dev.weir.internal.index.Row;
import dev.weir.internal.index.RuleIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.drools.base.common.NetworkNode;
import org.drools.core.reteoo.AlphaNode;
import org.drools.model.functions.PredicateInformation;
import org.drools.modelcompiler.constraints.LambdaConstraint;

/**
 * The patterns of compiled rules, each as the path of conditions that a fact passes, and as the
 * rows of an index. For one thread.
 */
final class PatternPaths {

  private final TestableConditions conditions;
  private final Map<PredicateInformation, List<Way>> known = new HashMap<>();

  PatternPaths(TestableConditions conditions) {
    this.conditions = conditions;
  }

  /** An index of the paths from where facts of a type enter. */
  RuleIndex<AlphaNode[]> index(Collection<NetworkNode> entrances) {
    List<Row<AlphaNode[]>> rows = new ArrayList<>();
    for (NetworkNode entrance : entrances) {
      follow(entrance, new ArrayDeque<>(), TestableConditions.ALWAYS, rows);
    }
    return new RuleIndex<>(rows);
  }

  private void follow(
      NetworkNode node, Deque<AlphaNode> path, List<Way> ways, List<Row<AlphaNode[]>> rows) {
    if (!(node instanceof AlphaNode alpha)) {
      add(path, ways, rows);
      return;
    }
    path.addLast(alpha);
    List<Way> further = TestableConditions.and(ways, ways(alpha));
    NetworkNode[] sinks = RuleNetwork.sinks(alpha);
    if (Arrays.stream(sinks).allMatch(AlphaNode.class::isInstance)) {
      for (NetworkNode sink : sinks) {
        follow(sink, path, further, rows);
      }
    } else {
      add(path, further, rows); // what follows asks for more
    }
    path.removeLast();
  }

  private static void add(Collection<AlphaNode> path, List<Way> ways, List<Row<AlphaNode[]>> rows) {
    AlphaNode[] target = path.toArray(AlphaNode[]::new);
    ways.forEach(way -> rows.add(new Row<>(way.tests(), target)));
  }

  private List<Way> ways(AlphaNode node) {
    return node.getConstraint() instanceof LambdaConstraint lambda
        ? known.computeIfAbsent(lambda.getPredicateInformation(), conditions::ways)
        : TestableConditions.UNKNOWN;
  }
}
