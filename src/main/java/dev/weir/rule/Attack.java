package dev.weir.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A technique of MITRE ATT&amp;CK under one of its tactics, as a rule's {@code @attack} annotation
 * gives it: {@code "TA0007 Discovery > T1580 Cloud Infrastructure Discovery"}, or with a
 * subtechnique {@code "TA0006 Credential Access > T1552 Unsecured Credentials > T1552.005 Cloud
 * Instance Metadata API"}.
 *
 * @param tactic the tactic
 * @param technique the technique
 * @param subtechnique the subtechnique, of which both parts are empty where there is none
 */
public record Attack(Entry tactic, Entry technique, Entry subtechnique) {

  private static final Pattern FORM =
      Pattern.compile("(TA\\d{4}) ([^>]+?) > (T\\d{4}) ([^>]+?)(?: > (T\\d{4}\\.\\d{3}) ([^>]+))?");

  /**
   * An entry of the matrix.
   *
   * @param id as in TA0006, T1552 or T1552.005
   * @param name its name
   */
  public record Entry(String id, String name) {}

  static Attack parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "@attack is not of the form \"TA0006 Tactic > T1552 Technique > T1552.005 Subtechnique\": "
              + text);
    }
    boolean whole = matcher.group(5) == null;
    return new Attack(
        new Entry(matcher.group(1), matcher.group(2)),
        new Entry(matcher.group(3), matcher.group(4)),
        whole ? new Entry("", "") : new Entry(matcher.group(5), matcher.group(6)));
  }
}
