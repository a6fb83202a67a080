package dev.weir.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A technique of MITRE ATT&amp;CK under one of its tactics, as a rule's {@code @attack} annotation
 * gives it: {@code "TA0006 Credential Access > T1552.005 Cloud Instance Metadata API"}.
 *
 * @param tacticId as in TA0006
 * @param tactic the tactic's name
 * @param techniqueId as in T1552 or, for a subtechnique, T1552.005
 * @param technique the technique's or subtechnique's name
 */
public record Attack(String tacticId, String tactic, String techniqueId, String technique) {

  private static final Pattern FORM =
      Pattern.compile("(TA\\d{4}) ([^>]+?) > (T\\d{4}(?:\\.\\d{3})?) (.+)");

  static Attack parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "@attack is not of the form \"TA0006 Tactic > T1552.005 Technique\": " + text);
    }
    return new Attack(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  /**
   * Whether this is a subtechnique.
   *
   * @return true for T1552.005, false for T1552
   */
  public boolean isSubtechnique() {
    return techniqueId.indexOf('.') >= 0;
  }

  /**
   * The technique that a subtechnique belongs to.
   *
   * @return T1552 for both T1552.005 and T1552
   */
  public String parentTechniqueId() {
    return isSubtechnique() ? techniqueId.substring(0, techniqueId.indexOf('.')) : techniqueId;
  }
}
