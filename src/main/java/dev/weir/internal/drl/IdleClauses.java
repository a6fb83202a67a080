package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds clauses that make no difference, whatever the events. */
final class IdleClauses {

  private final @Nullable Set<String> detections;

  /** Looks with the names of all suspects; null where they are not known. */
  IdleClauses(@Nullable Set<String> detections) {
    this.detections = detections;
  }

  /** Why a clause makes no difference; empty if it may make one. */
  String why(Condition condition, List<Condition> beside, boolean alternatives) {
    int at = beside.indexOf(condition);
    for (int i = 0; i < beside.size(); i++) {
      Condition other = beside.get(i);
      Condition narrow = alternatives ? condition : other;
      Condition wide = alternatives ? other : condition;
      // of two equal ones the later is idle
      if (i != at
          && Implication.holds(narrow, wide)
          && (i < at || !Implication.holds(wide, narrow))) {
        return "whatever meets " + narrow.text() + " meets " + wide.text() + ", too";
      }
    }
    if (detections == null) {
      return "";
    }
    if (condition.expression() instanceof Call call
        && call.name().equals("startsWith")
        && call.owner() instanceof Name owner
        && owner.isNamed("detection")
        && call.arguments().size() == 1
        && call.arguments().get(0) instanceof Text prefix
        && detections.stream().allMatch(name -> name.startsWith(prefix.value()))) {
      return "all suspects of these rules are of such a detection";
    }
    boolean sure = detections.size() == 1 && namesDetection(condition, detections);
    return sure ? "all suspects of these rules are of one detection" : "";
  }

  /** Whether it asks for one of these detections, or for that of another suspect. */
  private static boolean namesDetection(Condition condition, Set<String> detections) {
    Operation equals = condition.operation("==");
    if (equals == null || !(equals.parts().get(0) instanceof Name left)) {
      return false;
    }
    Expression right = equals.parts().get(1);
    return left.isNamed("detection")
        && (right instanceof Text text
            ? detections.contains(text.value())
            : right instanceof Member member && member.isNamed("detection"));
  }
}
