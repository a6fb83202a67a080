package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Text;
import org.jspecify.annotations.Nullable;

/**
 * A field of a fact, as a rule names it.
 *
 * @param of the variable whose field it is, as in {@code $suspect}; empty for the pattern's fact
 * @param field the accessor, as in {@code processName}, or the name given to {@code field(...)}
 * @param named whether it is written as {@code field("...")}
 */
public record FieldRef(String of, String field, boolean named) {

  /** The field that an expression is; null if it is something else. */
  public static @Nullable FieldRef of(@Nullable Expression expression) {
    if (expression instanceof Name name) {
      return new FieldRef("", name.name(), false);
    }
    if (expression instanceof Member member && member.owner() instanceof Name owner) {
      return new FieldRef(owner.name(), member.name(), false);
    }
    Text name = expression instanceof Call call ? nameIn(call) : null;
    if (name == null || !(expression instanceof Call call)) {
      return null;
    }
    Expression owner = call.owner();
    return owner == null || owner instanceof Name
        ? new FieldRef(owner == null ? "" : owner.name(), name.value(), true)
        : null;
  }

  /** The name in {@code field("...")}; null for another call. */
  public static @Nullable Text nameIn(Call call) {
    return call.name().equals("field")
            && call.arguments().size() == 1
            && call.arguments().get(0) instanceof Text name
        ? name
        : null;
  }
}
