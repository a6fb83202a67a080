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

  /** The conditions that must all hold, each as DRL on indented lines. */
  List<String> conjuncts() {
    List<Drl> all = kind == Kind.ALL ? parts : List.of(this);
    return all.stream().map(part -> part.lines(DrlLines.CONDITION)).toList();
  }

  /** On one line if it is short enough, else with a line for each part. */
  private String lines(String indent) {
    String line = drl();
    if (kind == Kind.TEST || indent.length() + line.length() <= DrlLines.WIDTH) {
      return DrlLines.wrap(line, indent);
    }
    StringBuilder lines = new StringBuilder();
    for (Drl part : parts) {
      String start = lines.isEmpty() ? "" : "\n" + indent + (kind == Kind.ANY ? "|| " : "&& ");
      String rest = indent + (lines.isEmpty() ? "" : "   ");
      String inner =
          part.kind == Kind.TEST
              ? part.lines(rest).substring(rest.length())
              : "(" + part.lines(rest + " ").substring(rest.length() + 1) + ")";
      lines.append(lines.isEmpty() ? indent : start).append(inner);
    }
    return lines.toString();
  }

  private String drl() {
    return switch (kind) {
      case TEST -> text;
      case ANY -> parts.stream().map(Drl::inner).collect(Collectors.joining(" || "));
      case ALL -> parts.stream().map(Drl::inner).collect(Collectors.joining(" && "));
    };
  }

  private String inner() {
    return kind == Kind.TEST ? text : "(" + drl() + ")";
  }
}
