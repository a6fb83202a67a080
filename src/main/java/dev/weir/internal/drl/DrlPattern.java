package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Name;
import java.util.List;

/**
 * A pattern of a rule, as in {@code $suspect : Suspect(...)}.
 *
 * @param binding the variable it is bound to; empty where it is not bound
 * @param type its fact type, as written
 * @param typeStart where the type is in the file
 * @param bindings what binds a field of the fact, as in {@code $exec : event}
 * @param conditions what it asks of the fact; all must hold
 * @param offset where it begins in its file
 */
public record DrlPattern(
    String binding,
    String type,
    int typeStart,
    List<Binding> bindings,
    List<Condition> conditions,
    int offset) {

  /** A variable bound to something of the fact. */
  public record Binding(String variable, Condition value, String text) {

    /** Whether it binds a property and asks for nothing. */
    public boolean isPlain() {
      Expression bound = value.expression();
      while (bound instanceof Member member) {
        bound = member.owner();
      }
      return bound instanceof Name;
    }
  }

  /** The type without its package. */
  public String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** Whether it binds only properties, so that its conditions are all it asks for. */
  public boolean bindsOnlyProperties() {
    return bindings.stream().allMatch(Binding::isPlain);
  }
}
