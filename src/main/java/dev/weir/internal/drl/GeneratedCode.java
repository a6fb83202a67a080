package dev.weir.internal.drl;

import java.util.Set;
import java.util.stream.Collectors;
import org.drools.core.impl.InternalRuleBase;
import org.drools.model.functions.Predicate1;
import org.drools.model.functions.Predicate2;
import org.drools.model.functions.Predicate3;
import org.drools.model.functions.Predicate4;
import org.drools.model.functions.PredicateInformation;
import org.kie.api.KieBase;

/** The classes that Drools generates from conditions: each knows the rules that it was made of. */
public final class GeneratedCode {

  private static final String CONDITION = ".LambdaPredicate";

  private GeneratedCode() {}

  /** The rules whose condition a thread evaluates; none if it evaluates none or it is not known. */
  public static Set<String> rules(KieBase base, StackTraceElement[] stack) {
    ClassLoader generated = ((InternalRuleBase) base).getRootClassLoader();
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().contains(CONDITION)) {
        return information(generated, frame.getClassName()).getRuleDefs().stream()
            .map(PredicateInformation.RuleDef::getRuleName)
            .collect(Collectors.toSet());
      }
    }
    return Set.of();
  }

  private static PredicateInformation information(ClassLoader generated, String name) {
    try {
      Object[] instances = generated.loadClass(name).getEnumConstants();
      Object condition = instances == null ? "" : instances[0];
      if (condition instanceof Predicate1<?> one) {
        return one.predicateInformation();
      } else if (condition instanceof Predicate2<?, ?> two) {
        return two.predicateInformation();
      } else if (condition instanceof Predicate3<?, ?, ?> three) {
        return three.predicateInformation();
      } else if (condition instanceof Predicate4<?, ?, ?, ?> four) {
        return four.predicateInformation();
      }
    } catch (ClassNotFoundException e) {
      // of another rule set
    }
    return PredicateInformation.EMPTY_PREDICATE_INFORMATION;
  }
}
