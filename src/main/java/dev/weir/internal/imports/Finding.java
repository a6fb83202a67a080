package dev.weir.internal.imports;

import dev.weir.internal.eql.EqlException;
import dev.weir.internal.text.SafeText;

/**
 * What became of a rule.
 *
 * @param kind whether it was imported
 * @param place the file of the rule, and the place in its query or the new file
 * @param text the reason, or the rule's name
 * @param excerpt the place in the query with a caret; may be empty
 */
public record Finding(Kind kind, String place, String text, String excerpt) {

  /** The outcomes for a rule. */
  public enum Kind {
    /** The rule is exact. */
    IMPORTED,
    /** The rule was imported, and differs from what it was in some respect. */
    REMARK,
    /** The rule was not imported. */
    REFUSED
  }

  static Finding ofSource(String place, String reason) {
    return new Finding(Kind.REFUSED, place, SafeText.oneLine(reason), "");
  }

  static Finding refused(String origin, EqlException e) {
    String place = origin + ": query:" + e.line() + ":" + e.column();
    return new Finding(Kind.REFUSED, place, SafeText.oneLine(e.reason()), e.excerpt());
  }
}
