package dev.weir.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The call that the compiler found no method for. Its message names the method, the class and the
 * arguments' types, but no line, and there may be good calls of the name before the bad one.
 */
final class CallSite {

  private static final Pattern MESSAGE =
      Pattern.compile("Method (\\w+) on class (\\S+) with arguments \\[(.*)] is missing.*");

  private CallSite() {}

  /** Where the method's name stands; null if the message is another, or fits no call. */
  static @Nullable Integer find(DrlFile file, String message) {
    Matcher missing = MESSAGE.matcher(message);
    if (!missing.matches()) {
      return null;
    }
    List<String> types = split(missing.group(3));
    String code = file.code();
    Pattern call = Pattern.compile("(?<![\\w$])" + missing.group(1) + "\\s*\\(");
    Matcher calls = call.matcher(code);
    while (calls.find()) {
      boolean owned = owns(missing.group(2), code.substring(0, calls.start()).stripTrailing());
      if (owned && fits(types, split(inside(code, calls.end())))) {
        return calls.start();
      }
    }
    return null;
  }

  /** Whether what stands before the call can be of the class. */
  private static boolean owns(String owner, String before) {
    if (!before.endsWith(".")) {
      return !owner.endsWith(".Values") && !owner.equals("java.lang.String");
    }
    Matcher last = Pattern.compile("(\\w+)\\s*\\.$").matcher(before);
    boolean single = last.find() && Comparison.SINGLE.contains(last.group(1));
    return owner.equals("java.lang.String") == single;
  }

  private static boolean fits(List<String> types, List<String> arguments) {
    boolean fits = types.size() == arguments.size();
    for (int i = 0; fits && i < types.size(); i++) {
      char first = arguments.get(i).charAt(0);
      fits =
          switch (types.get(i)) {
            case "class java.lang.String" -> first != '\'' && !Character.isDigit(first);
            case "char" -> first == '\'';
            case "int", "long", "double" -> first == '-' || Character.isDigit(first);
            default -> true;
          };
    }
    return fits;
  }

  /** What stands between a bracket and the one that closes it. */
  private static String inside(String code, int start) {
    int depth = 1;
    char quote = 0;
    for (int i = start; i < code.length(); i++) {
      char c = code.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return code.substring(start, i);
      }
    }
    return code.substring(start);
  }

  /** Cut at commas outside of texts; deeper commas only make a call fit less well. */
  private static List<String> split(String list) {
    Matcher parts = Pattern.compile("(?:\"(?:[^\"\\\\]++|\\\\.)*\"|[^,\"])+").matcher(list);
    List<String> found = new ArrayList<>();
    while (parts.find()) {
      if (!parts.group().isBlank()) {
        found.add(parts.group().strip());
      }
    }
    return found;
  }
}
