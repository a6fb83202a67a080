package dev.weir.rule;

import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Literal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the call that the compiler found no method for. Its message names the method, the class and
 * the arguments' types, but no line, and there may be good calls of the same name before it.
 */
final class CallSite {

  private static final Pattern MESSAGE =
      Pattern.compile("Method (\\w+) on class (\\S+) with arguments \\[(.*)] is missing.*");

  private CallSite() {}

  /** Where the method's name is; null if the message is another, or matches no call. */
  static @Nullable Integer find(DrlFile file, String message) {
    Matcher missing = MESSAGE.matcher(message);
    if (!missing.matches()) {
      return null;
    }
    String types = missing.group(3);
    List<String> arguments = types.isBlank() ? List.of() : List.of(types.split(",\\s*", -1));
    return file.rules().stream()
        .flatMap(rule -> rule.code().walk(Call.class))
        .filter(call -> call.name().equals(missing.group(1)))
        .filter(call -> canBeOf(missing.group(2), call) && fits(arguments, call.arguments()))
        .map(Call::nameStart)
        .findFirst()
        .orElse(null);
  }

  /** Whether what the method is called on can be of the class. */
  private static boolean canBeOf(String type, Call call) {
    if (call.owner() == null) {
      return !type.endsWith(".Values") && !type.equals("java.lang.String");
    }
    boolean single =
        !(call.owner() instanceof Call) && Comparison.SINGLE.contains(call.owner().name());
    return type.equals("java.lang.String") == single;
  }

  private static boolean fits(List<String> types, List<Expression> arguments) {
    boolean fits = types.size() == arguments.size();
    for (int i = 0; fits && i < types.size(); i++) {
      Expression argument = arguments.get(i);
      boolean character = argument instanceof Literal one && one.text().startsWith("'");
      boolean number = argument instanceof Literal && !character;
      fits =
          switch (types.get(i)) {
            case "class java.lang.String" -> !character && !number;
            case "char" -> character;
            case "int", "long", "double" -> number;
            default -> true;
          };
    }
    return fits;
  }
}
