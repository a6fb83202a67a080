package dev.weir.internal.drl;

import dev.weir.event.Values;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.Expression.Text;
import org.jspecify.annotations.Nullable;

/** Whether one condition of a fact holds wherever another does, as far as that is certain. */
public final class Implication {

  private Implication() {}

  /** Whether the wanted condition certainly holds where the given one does. */
  public static boolean holds(Condition given, Condition wanted) {
    if (given.compact().equals(wanted.compact()) || holds(given.test(), wanted.test())) {
      return true;
    }
    if (given.kind() == Kind.ANY) {
      return given.parts().stream().allMatch(part -> holds(part, wanted));
    }
    if (wanted.kind() == Kind.ALL) {
      return wanted.parts().stream().allMatch(part -> holds(given, part));
    }
    if (given.kind() == Kind.ALL && given.parts().stream().anyMatch(part -> holds(part, wanted))) {
      return true;
    }
    if (wanted.kind() == Kind.ANY) {
      return wanted.parts().stream().anyMatch(part -> holds(given, part));
    }
    return given.kind() == Kind.NOT
        && wanted.kind() == Kind.NOT
        && holds(wanted.parts().get(0), given.parts().get(0));
  }

  private static boolean holds(@Nullable FieldTest given, @Nullable FieldTest wanted) {
    if (given == null
        || wanted == null
        || !given.of().equals(wanted.of())
        || !FieldNames.ecs(given.field()).equals(FieldNames.ecs(wanted.field()))) {
      return false;
    }
    if (wanted.method().equals("present")) {
      return true; // a test of any kind wants a value
    }
    return !given.values().isEmpty()
        && given.values().stream().allMatch(value -> meets(given.method(), value, wanted));
  }

  /** Whether a value that meets one value of the given test certainly meets the wanted one. */
  private static boolean meets(String method, Text value, FieldTest wanted) {
    String text = value.value();
    boolean likewise = method.equals(wanted.method());
    return wanted.values().stream()
        .map(Text::value)
        .anyMatch(
            one ->
                switch (wanted.method()) {
                  case "like" ->
                      method.equals("has")
                          ? Glob.matches(one, text)
                          : method.startsWith("like") && Glob.covers(one, text);
                  case "cidrMatch" -> likewise && isIn(text, one);
                  default -> likewise && one.equals(text);
                });
  }

  private static boolean isIn(String given, String block) {
    try {
      return given.equals(block) || Values.of(given).cidrMatch(block); // a block is no address
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
