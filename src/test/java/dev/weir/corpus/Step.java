package dev.weir.corpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A line of a story's tree: what a process does. {@code [u=root for=3s] /usr/bin/curl -s URL ==>
 * imds} starts a program that connects; {@code @nginx ==> imds} connects in the process labelled
 * nginx. Lines that are indented further are children.
 *
 * @param attributes what stands in brackets; a name without value has the value ""
 * @param label the process after {@code @}; empty if the line starts a program
 * @param command the words of the program's command line, the path first; empty for a fork
 * @param text the command line as written
 * @param targets what it connects to
 * @param children in the order in which they start
 */
record Step(
    Map<String, String> attributes,
    String label,
    List<String> command,
    String text,
    List<String> targets,
    List<Step> children) {

  private static final Set<String> KNOWN =
      Set.of(
          // the process
          "as",
          "u",
          "cwd",
          "in",
          "entry",
          "ssh",
          "tty",
          "a0",
          "title",
          "name",
          // how it starts and ends
          "after",
          "for",
          "wait",
          "stays",
          "bg",
          "fork",
          "orphan",
          "replace",
          // when, in the background
          "every",
          "daily",
          "once",
          "again",
          // whether its start or its connection shows the attack
          "e");

  /** Reads a tree of lines. */
  static List<Step> tree(String text, String where) {
    List<Step> roots = new ArrayList<>();
    List<Step> path = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      int indent = line.length() - line.stripLeading().length();
      if (indent % 2 != 0 || indent / 2 > path.size()) {
        throw new IllegalArgumentException(where + ": wrong indentation: " + line);
      }
      Step step = line(line.strip(), where);
      path.subList(indent / 2, path.size()).clear();
      (path.isEmpty() ? roots : path.get(path.size() - 1).children()).add(step);
      path.add(step);
    }
    return roots;
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  String get(String attribute, String other) {
    return attributes.getOrDefault(attribute, other);
  }

  /** {@return a time span such as 40ms, 2s, 5m, 6h or 3d, in nanoseconds} */
  static long nanos(String span) {
    String unit = span.replaceAll("[0-9.]", "");
    double number = Double.parseDouble(span.substring(0, span.length() - unit.length()));
    long factor =
        switch (unit) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "d" -> 86_400_000_000_000L;
          default -> throw new IllegalArgumentException("no time span: " + span);
        };
    return Math.round(number * factor);
  }

  private static Step line(String line, String where) {
    String rest = line;
    Map<String, String> attributes = new LinkedHashMap<>();
    if (rest.startsWith("[")) {
      int end = closing(rest);
      for (String one : words(rest.substring(1, end))) {
        int equals = one.indexOf('=');
        String key = equals < 0 ? one : one.substring(0, equals);
        if (!KNOWN.contains(key)) {
          throw new IllegalArgumentException(where + ": unknown attribute " + key + ": " + line);
        }
        attributes.put(key, equals < 0 ? "" : one.substring(equals + 1));
      }
      rest = rest.substring(end + 1).strip();
    }
    List<String> targets = List.of();
    int arrow = rest.lastIndexOf("==>");
    if (arrow >= 0) {
      targets = words(rest.substring(arrow + 3).strip());
      rest = rest.substring(0, arrow).strip();
    }
    boolean label = rest.startsWith("@");
    List<String> command = label || rest.isEmpty() ? List.of() : words(rest);
    if (command.isEmpty() && !label && !attributes.containsKey("fork")) {
      throw new IllegalArgumentException(where + ": no program: " + line);
    }
    return new Step(
        attributes, label ? rest.substring(1) : "", command, rest, targets, new ArrayList<>());
  }

  /** The bracket that closes the first one; those between quotes are text. */
  private static int closing(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      quoted ^= text.charAt(i) == '"';
      if (text.charAt(i) == ']' && !quoted) {
        return i;
      }
    }
    throw new IllegalArgumentException("open bracket: " + text);
  }

  /**
   * Splits as a shell does, but a backslash is an ordinary character unless it is before a quote.
   */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote == '"' && text.startsWith("\"", i + 1)) {
        word.append('"');
        i++;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        any = true;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && c == ' ') {
        if (any || !word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
        any = false;
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("open quote: " + text);
    }
    if (any || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
