package dev.weir.rule;

import java.util.List;

/**
 * A technique of MITRE ATT&amp;CK under one of its tactics, as a rule's {@code @attack} annotation
 * gives it: {@code "TA0007 Discovery > T1580 Cloud Infrastructure Discovery"}, or with a
 * subtechnique {@code "TA0006 Credential Access > T1552 Unsecured Credentials > T1552.005 Cloud
 * Instance Metadata API"}.
 *
 * @param tactic the tactic
 * @param technique the technique
 * @param subtechnique the subtechnique; both parts are empty if there is none
 */
public record Attack(Entry tactic, Entry technique, Entry subtechnique) {

  /**
   * An entry of the matrix.
   *
   * @param id its id, such as TA0006, T1552 or T1552.005
   * @param name its name
   */
  public record Entry(String id, String name) {}

  /**
   * Reads the form above.
   *
   * @param text such as {@code "TA0007 Discovery > T1580 Cloud Infrastructure Discovery"}
   * @return the technique
   * @throws IllegalArgumentException if it has another form
   */
  public static Attack parse(String text) {
    List<String> parts = List.of(text.split(" > ", -1));
    if (parts.size() < 2
        || parts.size() > 3
        || !has(parts.get(0), "TA0000")
        || !has(parts.get(1), "T0000")
        || (parts.size() == 3 && !has(parts.get(2), "T0000.000"))) {
      throw new IllegalArgumentException(
          "@attack is not of the form \"TA0006 Tactic > T1552 Technique > T1552.005 Subtechnique\": "
              + text);
    }
    return new Attack(
        entry(parts.get(0)),
        entry(parts.get(1)),
        parts.size() == 3 ? entry(parts.get(2)) : new Entry("", ""));
  }

  /** Whether a part has a name, and an id with digits where the form has zeros. */
  private static boolean has(String part, String form) {
    Entry entry = entry(part);
    StringBuilder shape = new StringBuilder();
    entry.id().chars().forEach(c -> shape.append(c >= '0' && c <= '9' ? '0' : (char) c));
    return shape.toString().equals(form) && !entry.name().isBlank() && !part.contains(">");
  }

  private static Entry entry(String part) {
    int blank = part.indexOf(' ');
    return blank < 0
        ? new Entry(part, "")
        : new Entry(part.substring(0, blank), part.substring(blank + 1));
  }
}
