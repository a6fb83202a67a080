package dev.weir.explain;

import dev.weir.rule.RuleMetadata;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule, and where to find it.
 *
 * @param name its name
 * @param file its file, relative to the rule set's folder
 * @param line the line it begins on, from 1
 * @param owner who answers for it; empty where it does not say
 * @param reason why it is there; empty where it does not say
 * @param expires from when on it takes no part; null if it stays
 */
public record RuleRef(
    String name, String file, int line, String owner, String reason, @Nullable Instant expires) {

  static RuleRef of(RuleMetadata rule) {
    return new RuleRef(
        rule.name(), rule.file(), rule.line(), rule.owner(), rule.reason(), rule.expires());
  }

  /**
   * Who answers for it, why it is there and until when.
   *
   * @return in words; empty where it says none of these
   */
  public String more() {
    StringBuilder more = new StringBuilder();
    if (!owner.isEmpty()) {
      more.append("owner ").append(owner);
    }
    if (expires != null) {
      more.append(more.isEmpty() ? "" : ", ").append("expires ").append(expires);
    }
    if (!reason.isEmpty()) {
      more.append(more.isEmpty() ? "" : ": ").append(reason);
    }
    return more.toString();
  }

  /** The name and the place, as in {@code "Known agents" (exclusions/executable.drl:5)}. */
  @Override
  public String toString() {
    return "\"" + name + "\" (" + file + ":" + line + ")";
  }
}
