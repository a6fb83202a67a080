package dev.weir.internal.eql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition in DRL.
 *
 * @param kind how its parts make it up
 * @param parts the conditions that it is made of
 * @param text a single test
 */
record Drl(Kind kind, List<Drl> parts, String text) {

  enum Kind {
    ALL,
    ANY,
    TEST
  }

  static final Drl TRUE = new Drl(Kind.ALL, List.of(), "true");
  static final Drl FALSE = new Drl(Kind.ANY, List.of(), "false");

  static Drl test(String text) {
    return new Drl(Kind.TEST, List.of(), text);
  }

  static Drl all(List<Drl> parts) {
    return of(Kind.ALL, parts, TRUE, FALSE);
  }

  static Drl any(List<Drl> parts) {
    return of(Kind.ANY, parts, FALSE, TRUE);
  }

  private static Drl of(Kind kind, List<Drl> parts, Drl neutral, Drl decisive) {
    if (parts.contains(decisive)) {
      return decisive;
    }
    List<Drl> flat = new ArrayList<>();
    for (Drl part : parts) {
      flat.addAll(part.kind == kind ? part.parts : List.of(part));
    }
    flat.removeIf(neutral::equals);
    return flat.isEmpty() ? neutral : flat.size() == 1 ? flat.get(0) : new Drl(kind, flat, "");
  }

  /** The conditions that must all hold, each as DRL. */
  List<String> conjuncts() {
    return kind == Kind.ALL ? parts.stream().map(Drl::drl).toList() : List.of(drl());
  }

  private String drl() {
    return switch (kind) {
      case TEST -> text;
      case ANY ->
          parts.stream()
              .map(part -> inner(part, part.kind == Kind.ALL))
              .collect(Collectors.joining(" || "));
      case ALL ->
          parts.stream()
              .map(part -> inner(part, part.kind == Kind.ANY))
              .collect(Collectors.joining(" && "));
    };
  }

  private static String inner(Drl part, boolean parentheses) {
    return parentheses ? "(" + part.drl() + ")" : part.drl();
  }
}
