package dev.weir.internal.drl;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.drools.base.common.NetworkNode;
import org.drools.base.rule.constraint.Constraint;
import org.drools.core.impl.InternalRuleBase;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.BetaNode;
import org.drools.model.SingleConstraint;
import org.drools.model.functions.IntrospectableLambda;
import org.drools.model.functions.Predicate1;
import org.drools.model.functions.Predicate2;
import org.drools.model.functions.Predicate3;
import org.drools.model.functions.Predicate4;
import org.drools.model.functions.PredicateInformation;
import org.drools.modelcompiler.constraints.LambdaConstraint;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;

/** The classes that Drools generates from conditions: each knows the rules that it was made of. */
public final class GeneratedCode {

  private static final String CONDITION = ".LambdaPredicate";

  private GeneratedCode() {}

  /** The rules whose condition a thread evaluates; none if it evaluates none or it is not known. */
  public static Set<String> rules(KieBase base, StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassName)
        .filter(name -> name.contains(CONDITION))
        .findFirst()
        .map(name -> information(instance(base, name)))
        .orElse(PredicateInformation.EMPTY_PREDICATE_INFORMATION)
        .getRuleDefs()
        .stream()
        .map(PredicateInformation.RuleDef::getRuleName)
        .collect(Collectors.toSet());
  }

  /**
   * A condition's only instance. The rule base does not give its loader, but each condition has it.
   */
  private static @Nullable Object instance(KieBase base, String className) {
    Set<NetworkNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<NetworkNode> next =
        new ArrayDeque<>(((InternalRuleBase) base).getRete().getObjectTypeNodes());
    while (!next.isEmpty()) {
      NetworkNode node = next.remove();
      for (Constraint one : constraints(node)) {
        Object condition = condition(one);
        if (condition != null) {
          return instance(condition.getClass().getClassLoader(), className);
        }
      }
      NetworkNode[] sinks = node.getSinks();
      if (sinks != null) {
        Arrays.stream(sinks).filter(seen::add).forEach(next::add);
      }
    }
    return null;
  }

  private static @Nullable Object instance(ClassLoader loader, String className) {
    try {
      Object[] instances = loader.loadClass(className).getEnumConstants();
      return instances == null ? null : instances[0];
    } catch (ClassNotFoundException e) {
      return null; // of another rule set
    }
  }

  private static List<? extends Constraint> constraints(NetworkNode node) {
    if (node instanceof AlphaNode alpha) {
      return List.of(alpha.getConstraint());
    }
    return node instanceof BetaNode join ? List.of(join.getConstraints()) : List.of();
  }

  private static @Nullable Object condition(Constraint one) {
    if (!(one instanceof LambdaConstraint lambda)) {
      return null;
    }
    SingleConstraint constraint = lambda.getEvaluator().getConstraint();
    Object predicate =
        constraint.getVariables().length == 1
            ? constraint.getPredicate1()
            : constraint.getVariables().length == 2 ? constraint.getPredicate2() : null;
    return predicate instanceof IntrospectableLambda known ? known.get() : null;
  }

  private static PredicateInformation information(@Nullable Object condition) {
    if (condition instanceof Predicate1<?> one) {
      return one.predicateInformation();
    } else if (condition instanceof Predicate2<?, ?> two) {
      return two.predicateInformation();
    } else if (condition instanceof Predicate3<?, ?, ?> three) {
      return three.predicateInformation();
    } else if (condition instanceof Predicate4<?, ?, ?, ?> four) {
      return four.predicateInformation();
    }
    return PredicateInformation.EMPTY_PREDICATE_INFORMATION;
  }
}
